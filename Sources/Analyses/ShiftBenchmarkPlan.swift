public import Statistics

/// Which shifts are planted, and how they are looked for.
public struct ShiftBenchmarkPlan: Sendable {
  /// `none` is always among them.
  public var shifts = PlantedShift.allCases
  public var strengths = ShiftStrength.allCases
  /// Each within (0, 1].
  public var fractions = [0.1, 0.5, 1]
  /// Images in each of the two samples, each ≥ 4.
  public var sizes = [10, 20, 50, 100, 200, 500]
  public var detectors = ShiftDetector.allCases
  /// Pairs of samples a shift and size, ≥ 1.
  public var repetitions = 100
  /// Relabellings behind each p-value, ≥ 1.
  public var permutations = 99
  /// A p-value at or below it is a detection, within (0, 1).
  public var level = 0.05
  /// Principal components that Kolmogorov–Smirnov and the classifier look along, at most.
  public var components = 32
  public var scaling = RowScaling.unitLength
  public var seed: UInt64 = 2_026

  public init() {}

  /// The rate of false alarms decides whether the others mean anything, and is measured more often.
  var unshiftedRepetitions: Int { 5 * repetitions }

  func repetitions(of shift: PlantedShift) -> Int {
    shift == .none ? unshiftedRepetitions : repetitions
  }

  /// Without shift first, then in the order of the shifts.
  ///
  /// - Parameter hasLabels: whether images of one label can be left out.
  public func conditions(hasLabels: Bool) -> [ShiftCondition] {
    let shifts = shifts.filter { $0 != .none && (hasLabels || !$0.needsLabels) }
    return [ShiftCondition(shift: .none, strength: nil, fraction: nil)]
      + shifts.flatMap { shift in
        let strengths = shift.needsLabels ? [nil] : strengths.map(Optional.some)
        return strengths.flatMap { strength in
          fractions.map { ShiftCondition(shift: shift, strength: strength, fraction: $0) }
        }
      }
  }

  /// The alterations that the shifts need, each with its strengths.
  public var alterations: [ImageAlteration] {
    let kinds = ImageAlteration.Kind.allCases.filter { kind in
      shifts.contains(.mixed) || shifts.contains { $0.alteration == kind }
    }
    var wanted = kinds.flatMap { kind in strengths.map { ImageAlteration(kind, $0) } }
    let besideKnockOut = ImageAlteration(.geometry, .medium)
    if shifts.contains(.geometryAndKnockOut), !wanted.contains(besideKnockOut) {
      wanted.append(besideKnockOut)
    }
    return wanted
  }
}
