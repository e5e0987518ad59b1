import Foundation

/// Random classes of rows that respect units: units of one class exchange these as wholes, and rows
/// of a unit with several classes exchange theirs within it.
struct ClassRelabellings: Sendable {
  private let classes: [Int]
  /// Rows of each unit of one class.
  private let whole: [[Int]]
  /// Rows of each unit of several.
  private let mixed: [[Int]]
  private let seed: UInt64
  private let stream: String

  /// - Parameter units: of each row; nil where every row is one.
  init(_ classes: [Int], units: [Int]?, seed: UInt64, stream: String) {
    self.classes = classes
    (self.seed, self.stream) = (seed, stream)
    guard let units else {
      (whole, mixed) = (classes.indices.map { [$0] }, [])
      return
    }
    let members = Dictionary(grouping: classes.indices) { units[$0] }
      .sorted { $0.key < $1.key }.map(\.value)
    let isMixed = members.map { rows in rows.contains { classes[$0] != classes[rows[0]] } }
    whole = zip(members, isMixed).filter { !$1 }.map(\.0)
    mixed = zip(members, isMixed).filter { $1 }.map(\.0)
  }

  var wholeUnits: Int { whole.count }
  var mixedUnits: Int { mixed.count }

  /// The classes of every row in a relabelling.
  func relabelling(_ index: Int) -> [Int] {
    var generator = SeededGenerator(seed: seed, stream: stream, index: index)
    var result = classes
    var ofUnits = whole.map { classes[$0[0]] }
    generator.shuffle(&ofUnits)
    for (rows, label) in zip(whole, ofUnits) { for row in rows { result[row] = label } }
    for rows in mixed {
      var own = rows.map { classes[$0] }
      generator.shuffle(&own)
      for (row, label) in zip(rows, own) { result[row] = label }
    }
    return result
  }

  /// The smallest p that units allow: one over the number of different relabellings. Where units are
  /// exchanged as wholes, classes of as many units can take each other's places.
  var smallestPValue: Double {
    let ofUnits = sizes(whole.map { classes[$0[0]] })
    let alike = mixed.isEmpty ? sizes(ofUnits).reduce(0) { $0 + lgamma(Double($1) + 1) } : 0
    let logarithm =
      logarithmOfOrders(ofUnits)
      + mixed.reduce(0) { $0 + logarithmOfOrders(sizes($1.map { classes[$0] })) }
    let count = exp(logarithm - alike)
    return min(1, 1 / (count < 1e9 ? count.rounded() : count))
  }

  /// How often each value occurs.
  private func sizes(_ values: [Int]) -> [Int] {
    Dictionary(values.map { ($0, 1) }, uniquingKeysWith: +).sorted { $0.key < $1.key }.map(\.value)
  }

  /// The logarithm of n!/(n₁!·n₂!·…).
  private func logarithmOfOrders(_ sizes: [Int]) -> Double {
    lgamma(Double(sizes.reduce(0, +)) + 1) - sizes.reduce(0) { $0 + lgamma(Double($1) + 1) }
  }
}
