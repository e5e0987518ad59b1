import Testing

@testable import LinearAlgebra

@Suite struct WeightedSumsTests {
  static let levels = InstructionSet.allCases.filter {
    $0 <= .best && WeightedSums.areThere(on: $0)
  }

  /// Odd numbers of rows, columns and weightings; units of one row, or of several.
  @Test(arguments: levels, [false, true])
  func sumsEqualTheirDefinition(level: InstructionSet, hasUnits: Bool) {
    let (rows, columns) = (3..<20, 11..<90)
    let values = (0..<(17 * 79)).map { Double($0 * 7_919 % 1_000) / 1_000 }
    let units = (0..<90).map { hasUnits ? $0 / 3 : $0 }
    let bytes = (0..<(40 * 90)).map { UInt8($0 * 31 % 128) }
    var sums = WeightedSums()
    sums.take(values, rows: 17, columns: 79)
    let found = sums.sums(
      of: .init(bytes, 1..<38, units: 90), unitOfRow: units, rows: rows, columns: columns,
      on: level)
    for weighting in 1..<38 {
      var expected = 0.0
      for i in rows {
        for j in columns {
          let weights = [i, j].map { Double(bytes[weighting * 90 + units[$0]]) }
          expected += weights[0] * weights[1] * values[(i - 3) * 79 + j - 11]
        }
      }
      let error = abs(found[weighting - 1] - expected)
      #expect(error <= 17 * 79 * 127 * 127 * WeightedSums.error)
      #expect(error <= 1e-8 * expected)
    }
  }
}
