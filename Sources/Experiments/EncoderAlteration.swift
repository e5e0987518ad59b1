import Analyses
import Images

/// What is done to pictures to see whether encoders still recognise them, with its kind and strength in
/// words.
struct EncoderAlteration {
  let perturbation: Perturbation
  let kind: String
  let strength: String

  /// Light edits as of re-encoded and retouched copies, then noise, geometry, blur, contrast and JPEG
  /// from small to large, each once.
  static let all: [EncoderAlteration] = {
    let light = Perturbation.light.map { perturbation in
      let words = perturbation.name.split(separator: "-", maxSplits: 1).map(String.init)
      return EncoderAlteration(
        perturbation: perturbation, kind: words[0], strength: words.count > 1 ? words[1] : "")
    }
    let graded = ImageAlteration.Kind.allCases.flatMap { kind in
      ShiftStrength.allCases.map { ImageAlteration(kind, $0) }
    }.filter { alteration in !Perturbation.light.contains(alteration.perturbation) }
    return light
      + graded.map {
        EncoderAlteration(
          perturbation: $0.perturbation, kind: $0.kind.rawValue, strength: $0.strength.rawValue)
      }
  }()
}
