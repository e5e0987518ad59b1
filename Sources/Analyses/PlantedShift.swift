import Statistics

/// A change of images, or of which there are, that a benchmark makes on purpose.
///
/// Kinds and strengths follow Rabanser, Günnemann and Lipton, "Failing Loudly" (NeurIPS 2019);
/// blur, contrast, JPEG and mixtures are further ones.
public enum PlantedShift: String, Sendable, Codable, CaseIterable {
  /// Nothing changes: what is found then is a false alarm.
  case none
  /// Gaussian noise.
  case noise
  /// Rotation, zoom, translation and flips.
  case geometry
  case blur
  case contrast
  case jpeg
  /// Each image is altered by one of the other alterations, drawn for it.
  case mixed
  /// Images of one label are missing.
  case knockOut = "knock-out"
  /// Half of the images are altered in geometry, medium, and images of one label are missing.
  case geometryAndKnockOut = "geometry+knock-out"

  /// The one alteration of all affected images; nil for the other shifts.
  var alteration: ImageAlteration.Kind? { ImageAlteration.Kind(rawValue: rawValue) }

  public var needsLabels: Bool { self == .knockOut || self == .geometryAndKnockOut }
}

/// How much an alteration changes an image.
public enum ShiftStrength: String, Sendable, Codable, CaseIterable {
  case small, medium, large
}

/// A shift as it is planted: what, how much, and in how many.
public struct ShiftCondition: Sendable, Codable, Hashable {
  public let shift: PlantedShift
  /// Nil where a shift has none.
  public let strength: ShiftStrength?
  /// Of the candidate's images that are altered, or of the label's images that are missing; nil where
  /// nothing changes.
  public let fraction: Double?

  /// "noise medium 50 %".
  public var name: String {
    ([alteration] + (fraction.map { ["\((100 * $0).formatted) %"] } ?? []))
      .joined(separator: " ")
  }

  /// "noise medium".
  public var alteration: String {
    ([shift.rawValue] + (strength.map { [$0.rawValue] } ?? [])).joined(separator: " ")
  }

  var scheme: DetectionScheme {
    switch shift {
    case .none: .unaltered
    case .knockOut: DetectionScheme(alteredShare: 0, missingShare: fraction ?? 0)
    case .geometryAndKnockOut:
      DetectionScheme(alteredShare: 0.5, missingShare: fraction ?? 0)
    case .noise, .geometry, .blur, .contrast, .jpeg, .mixed:
      DetectionScheme(alteredShare: fraction ?? 0, missingShare: 0)
    }
  }
}

extension Double {
  /// "50", "0.5".
  fileprivate var formatted: String {
    self == rounded() && abs(self) < 1e15 ? "\(Int(self))" : "\(self)"
  }
}

/// What is done to an image, and how much.
public struct ImageAlteration: Sendable, Hashable {
  public let kind: Kind
  public let strength: ShiftStrength

  /// The shifts of these names alter by them.
  public enum Kind: String, Sendable, CaseIterable {
    case noise, geometry, blur, contrast, jpeg
  }

  public init(_ kind: Kind, _ strength: ShiftStrength) {
    (self.kind, self.strength) = (kind, strength)
  }
}
