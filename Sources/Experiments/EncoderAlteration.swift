import Analyses
import Images

/// What is done to pictures to see whether encoders still recognise them, with its kind and strength in
/// words.
struct EncoderAlteration {
  let perturbation: Perturbation
  let kind: String
  let strength: String

  /// Light edits as of re-encoded and retouched copies, and noise, geometry, blur, contrast and JPEG of
  /// three strengths, each once: by kind, the lightest first.
  static let all: [EncoderAlteration] = {
    let graded = ImageAlteration.Kind.allCases.flatMap { kind in
      ShiftStrength.allCases.map { ImageAlteration(kind, $0).perturbation }
    }
    let all = (Perturbation.light + graded.filter { !Perturbation.light.contains($0) })
      .map(EncoderAlteration.init)
    let kinds = all.map(\.kind)
    return all.enumerated().sorted { a, b in
      let (first, second) = (
        kinds.firstIndex(of: a.element.kind), kinds.firstIndex(of: b.element.kind)
      )
      return (first ?? 0, a.element.perturbation.severity, a.offset)
        < (second ?? 0, b.element.perturbation.severity, b.offset)
    }.map(\.element)
  }()

  private init(_ perturbation: Perturbation) {
    self.perturbation = perturbation
    (kind, strength) = perturbation.words
  }
}

extension Perturbation {
  /// Kind and strength as tables say them: ("jpeg", "quality 50").
  fileprivate var words: (kind: String, strength: String) {
    switch self {
    case .jpeg(let quality): ("jpeg", "quality \(quality)")
    case .resizing(let percent): ("resize", "to \(percent) %")
    case .crop(let percent): ("crop", "\(percent.lowerBound)–\(percent.upperBound) %")
    case .rotation(let degrees): ("rotation", "\(degrees)°")
    case .flip(let flip): ("flip", flip.rawValue)
    case .brightness(let percent): ("brightness", "±\(percent) %")
    case .contrast(let percent): ("contrast", "±\(percent) %")
    case .windowShift(let percent): ("window", "±\(percent) %")
    case .blur(let radius): ("blur", "σ \(radius) px")
    case .noise(let deviation): ("noise", "σ \(deviation)/255")
    case .geometry(let change): ("geometry", change.words)
    default: (name, "")
    }
  }

  /// Grows with the strength within a kind.
  fileprivate var severity: Int {
    switch self {
    case .jpeg(let quality): -quality
    case .contrast(let percent): percent
    case .blur(let radius): radius
    case .noise(let deviation): deviation
    case .geometry(let change): change.degrees
    default: 0
    }
  }
}

extension GeometricChange {
  /// "40°, 20 %, 20 %, flip": angle, shift, zoom and flips.
  fileprivate var words: String {
    let flip = flips.isEmpty ? "" : flips.count == 1 ? ", flip" : ", flips"
    return "\(degrees)°, \(shiftPercent) %, \(zoomPercent) %\(flip)"
  }
}
