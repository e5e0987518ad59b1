/// Numbers 0, 1, … for values in ascending order of the values, so that numbers do not depend on
/// the order in which values appear.
public func numbered<Value: Hashable & Comparable>(_ values: [Value]) -> [Int] {
  let distinct = Set(values).sorted()
  let numbers = Dictionary(uniqueKeysWithValues: zip(distinct, 0...))
  return values.compactMap { numbers[$0] }
}

/// A number for each item; items that agree in any of several properties, or are linked by items that
/// do, have the same.
///
/// - Parameter keys: of each property one value an item.
public func joined(by keys: [[String]], count: Int) -> [Int] {
  var sets = DisjointSets(count: count)
  for values in keys {
    var first: [String: Int] = [:]
    for (item, value) in values.enumerated() {
      if let other = first[value] { sets.join(other, item) } else { first[value] = item }
    }
  }
  return (0..<count).map { sets.root(of: $0) }
}
