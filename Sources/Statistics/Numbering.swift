/// Numbers 0, 1, … for values in ascending order of the values, so that numbers do not depend on
/// the order in which values appear.
func numbered<Value: Hashable & Comparable>(_ values: [Value]) -> [Int] {
  let distinct = Set(values).sorted()
  let numbers = Dictionary(uniqueKeysWithValues: zip(distinct, 0...))
  return values.compactMap { numbers[$0] }
}
