import Images

extension SettingsNode {
  /// How a data set's images are decoded: the map `decoding:`, and beside it `window:` and the `axis:`
  /// of volumes. What is not said is as Pillow does it.
  func decoding() throws(SettingsError) -> DecodingOptions {
    var options = try self["decoding"]?.decodingMap() ?? .standard
    if let window = self["window"] {
      guard options.window == nil else {
        throw window.wrong(expected: "one window, here or under decoding:")
      }
      options.window = try window.intensityWindow()
    }
    options.volumeAxis = try self["axis"]?.choice(of: VolumeAxis.self) ?? .k
    return options
  }

  private func decodingMap() throws(SettingsError) -> DecodingOptions {
    try allow(["alpha", "jpeg_scale", "window"])
    var options = DecodingOptions.standard
    if let alpha = self["alpha"] { options.alpha = try alpha.alphaPolicy() }
    if let scale = self["jpeg_scale"] { options.jpegScale = try scale.choice(of: JPEGScale.self) }
    options.window = try self["window"]?.intensityWindow()
    return options
  }

  private func alphaPolicy() throws(SettingsError) -> AlphaPolicy {
    guard let policy = AlphaPolicy(rawValue: try text()) else {
      throw wrong(expected: "white, \"#rrggbb\" in quotes, drop or refuse")
    }
    return policy
  }

  private func intensityWindow() throws(SettingsError) -> IntensityWindow {
    try allow(["center", "width"])
    return IntensityWindow(
      center: try require("center", example: "40").number(in: -1e12...1e12),
      width: try require("width", example: "400").number(in: 1e-12...1e12))
  }
}
