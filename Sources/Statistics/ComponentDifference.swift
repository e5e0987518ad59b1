import LinearAlgebra

/// Kolmogorov–Smirnov test of one principal component among several.
public struct ComponentDifference: Sendable, Codable, Hashable {
  /// From 1, in descending order of variance.
  public let component: Int
  /// Of the variance of both samples together.
  public let explainedVarianceRatio: Double
  /// The largest difference of the two distribution functions along it.
  public let statistic: Double
  /// Of this component alone.
  public let pValue: Double
  /// Times the number of components (Bonferroni), at most 1.
  public let adjustedPValue: Double
}

/// Two-sample Kolmogorov–Smirnov tests along the principal components of both samples together, which
/// no label enters.
///
/// Rows of a unit are not independent, so that where units have several rows their means are compared.
/// Source: Rabanser, Günnemann and Lipton, "Failing loudly" (2019).
public struct ComponentDifferences: Sendable, Codable, Equatable {
  /// In descending order of variance; components without variance are left out, so that there may be
  /// none.
  public let components: [ComponentDifference]
  /// The smallest adjusted p-value that so many units can give.
  public let smallestPValue: Double

  /// No p-value is 0: what a double cannot hold is this.
  private static let underflow = Double.leastNormalMagnitude

  /// - Parameters:
  ///   - principal: of the pooled rows of the samples.
  ///   - count: of components, from the first.
  public init(_ principal: PrincipalComponents, of samples: TwoSamples, count: Int) {
    let means = samples.unitMeans(of: principal.scores)
    let kept = (0..<min(count, means.columns)).filter { principal.singularValues[$0] > 0 }
    let tests = mapOnAllCores(kept.count) { place in
      let values = (0..<means.rows).map { means[$0, kept[place]] }
      return KolmogorovSmirnov(
        Array(values[..<samples.unitsX]), Array(values[samples.unitsX...]))
    }
    components = zip(kept, tests).map { component, test in
      ComponentDifference(
        component: component + 1,
        explainedVarianceRatio: principal.explainedVarianceRatio[component],
        statistic: test.statistic, pValue: max(Self.underflow, test.pValue),
        adjustedPValue: max(Self.underflow, min(1, test.pValue * Double(kept.count))))
    }
    let smallest = 2 * Double(max(1, kept.count)) / choices(samples.unitsX, of: samples.unitCount)
    smallestPValue = max(Self.underflow, min(1, smallest))
  }

  /// That of the smallest p-value, the first such where several tie; nil where no component varies.
  public var strongest: ComponentDifference? {
    components.min { ($0.pValue, -$0.statistic) < ($1.pValue, -$1.statistic) }
  }
}
