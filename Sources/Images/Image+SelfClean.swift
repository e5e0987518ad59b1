extension Image {
  /// The random chain by which SelfClean's benchmark makes near duplicates, at the picture's own size:
  /// with probability ½ each a rotation by up to 180°, a frame of 3 pixels in 224, a blur, a
  /// horizontal and a vertical flip; always a crop of 50–90 % of the area with sides in a ratio of
  /// 3:4 to 4:3, resized to the whole.
  ///
  /// Source: Gröger et al., "Intrinsic Self-Supervision for Data Quality Audits" (2024) and the
  /// settings of its evaluation. The blur has a radius of 1 where theirs draws 0.1 to 2.
  func alteredLikeSelfClean(using generator: inout some RandomNumberGenerator) -> Image {
    var altered = self
    if generator.isHeads() { altered = altered.rotated(degrees: 180 * generator.fraction()) }
    altered = altered.randomlyZoomed(using: &generator)
    if generator.isHeads() {
      altered = altered.bordered(pixels: max(1, min(width, height) * 3 / 224))
    }
    if generator.isHeads() { altered = altered.blurred(radius: 1) }
    if generator.isHeads() { altered = altered.turned(.mirrored) }
    if generator.isHeads() { altered = altered.turned(.flipped) }
    return altered
  }

  private func randomlyZoomed(using generator: inout some RandomNumberGenerator) -> Image {
    let area = 0.5 + 0.4 * generator.fraction()
    let stretch = (0.75 + (4 / 3 - 0.75) * generator.fraction()).squareRoot()
    func side(_ length: Int, _ factor: Double) -> Int {
      min(length, max(1, Int((Double(length) * area.squareRoot() * factor).rounded())))
    }
    return randomCrop(
      width: side(width, stretch), height: side(height, 1 / stretch), using: &generator
    )
    .resized(width: width, height: height, filter: .bicubic)
  }
}
