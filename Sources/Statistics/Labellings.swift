import Foundation

/// Ways to call some of the units of two samples x.
enum Labellings {
  /// All of them, those as they are first; nil where they are more than so many.
  ///
  /// - Returns: of each labelling and unit 1 where it is called x, else 0.
  static func all(calling count: Int, of total: Int, atMost limit: Int) -> [[UInt8]]? {
    guard choices(count, of: total) <= Double(limit) else { return nil }
    var places = Array(0..<count)
    var found = [labelling(places, of: total)]
    while let next = successor(of: places, below: total) {
      found.append(labelling(next, of: total))
      places = next
    }
    return found
  }

  private static func labelling(_ places: [Int], of total: Int) -> [UInt8] {
    var labels = [UInt8](repeating: 0, count: total)
    for place in places { labels[place] = 1 }
    return labels
  }

  /// The next ascending places in lexicographic order.
  private static func successor(of places: [Int], below total: Int) -> [Int]? {
    let count = places.count
    guard let last = places.indices.last(where: { places[$0] < total - count + $0 }) else {
      return nil
    }
    return Array(places[..<last]) + (0..<(count - last)).map { places[last] + 1 + $0 }
  }
}

/// Binomial coefficient.
func choices(_ count: Int, of total: Int) -> Double {
  let (a, b) = (Double(count), Double(total - count))
  return exp(lgamma(a + b + 1) - lgamma(a + 1) - lgamma(b + 1)).rounded()
}

/// The smallest p that so many labellings of units can give, the observed one among them: with as many
/// units on both sides, exchanging the samples changes nothing.
func smallestPValue(unitsX: Int, unitsY: Int, labellings: Int) -> Double {
  let same: Double = unitsX == unitsY ? 2 : 1
  return max(1 / Double(labellings), min(1, same / choices(unitsX, of: unitsX + unitsY)))
}
