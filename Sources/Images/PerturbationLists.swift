extension Perturbation {
  /// What a copy goes through without anybody meaning to change it, and slight edits: the positives
  /// of a calibrated threshold.
  public static let light: [Perturbation] = [
    .jpeg(quality: 50), .jpeg(quality: 75), .jpeg(quality: 90), .resizing(percent: 50),
    .crop(percent: 2...5), .rotation(degrees: 5), .flip(.horizontal), .brightness(percent: 10),
    .contrast(percent: 10), .windowShift(percent: 10),
  ]

  /// The five of imagededup's benchmark: a crop of 7/8 of both sides, both flips, 25°, and resizing
  /// to 1:1. Source: its page "Benchmarks". The crop is resized back here.
  public static let imagededup: [Perturbation] = [
    .crop(percent: 12...13), .flip(.horizontal), .flip(.vertical), .rotation(degrees: 25),
    .squaring,
  ]

  /// SelfClean's random chain, and of its artefacts the word and the colour bar; its mosaic puts
  /// another picture beside the copy, which is no function of one picture. Source: Gröger et al.,
  /// "Intrinsic Self-Supervision for Data Quality Audits" (2024), synthetic near duplicates.
  public static let selfCleanFamilies: [Perturbation] = [.selfClean, .text, .colorBar]

  /// Every one that has a name of its own on the command line, each once.
  public static let all: [Perturbation] =
    light + imagededup.filter { !light.contains($0) }
    + QuarterTurn.allCases.map { .turn($0) }
    + [.blur(radius: 1), .blur(radius: 2), .noise(deviation: 5), .border(percent: 5)]
    + selfCleanFamilies

  /// One of `all` by its name.
  public init?(name: String) {
    guard let known = Self.all.first(where: { $0.name == name }) else { return nil }
    self = known
  }
}
