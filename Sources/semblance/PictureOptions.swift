public import ArgumentParser
public import Images

extension AlphaPolicy: ExpressibleByArgument {}
extension JPEGScale: ExpressibleByArgument {}

/// What is decided of pictures that say more than 8-bit grey or RGB.
struct PictureOptions: ParsableArguments {
  @Option(
    name: .long,
    help: "What becomes of transparent pixels: white or #rrggbb under them, drop, refuse.")
  var alpha: AlphaPolicy?

  @Option(
    name: .long,
    help:
      "CENTER,WIDTH of the values that become black to white in pictures deeper than 8 bits, as 40,400."
  )
  var window: IntensityWindow?

  @Option(name: .long, help: "Decode JPEG at this part of its size, faster and less exact.")
  var jpegScale: JPEGScale?

  func apply(to decoding: inout DecodingOptions) {
    if let alpha { decoding.alpha = alpha }
    if let window { decoding.window = window }
    if let jpegScale { decoding.jpegScale = jpegScale }
  }
}
