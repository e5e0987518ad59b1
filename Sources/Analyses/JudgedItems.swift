import Statistics

/// The evaluation items that classifiers are judged by, in the units that are resampled.
struct JudgedItems {
  /// Bootstrap samples behind an interval.
  static let resamples = 999
  /// Below so many leaked items a bootstrap has little to draw from; said, not forbidden.
  private static let fewLeaks = 10

  /// Rows of the evaluation set.
  let all: [Int]
  /// Those of `all` without a pair.
  let leakFree: [Int]
  /// "group" where groups are known, else "image".
  let unit: String
  /// Groups or items, also without a leak-free item.
  let unitCount: Int
  /// The number of its unit, for each row of the evaluation set; of judged rows 0..<unitCount.
  private let units: [Int]

  init(_ items: EmbeddedItems, rows: [Int], leaked: Set<Int>) {
    all = rows
    leakFree = rows.filter { !leaked.contains($0) }
    unit = items.units == nil ? "image" : "group"
    var numbers = [Int](repeating: 0, count: items.count)
    var known: [String: Int] = [:]
    for (place, row) in rows.enumerated() {
      guard let name = items.units?[row] else {
        numbers[row] = place
        continue
      }
      numbers[row] = known[name, default: known.count]
      known[name] = numbers[row]
    }
    units = numbers
    unitCount = items.units == nil ? rows.count : known.count
  }

  /// - Parameter isRight: of each row of the evaluation set.
  func effect(of classifier: JudgedClassifier, isRight: [Bool], seed: UInt64) -> AccuracyEffect {
    let accuracy = { (rows: [Int]) in Double(rows.count { isRight[$0] }) / Double(rows.count) }
    let leakFreeAccuracy = leakFree.isEmpty ? nil : accuracy(leakFree)
    return AccuracyEffect(
      classifier: classifier, all: accuracy(all), leakFree: leakFreeAccuracy,
      difference: leakFreeAccuracy.map { accuracy(all) - $0 },
      interval: interval(isRight, seed: seed))
  }

  /// The same units are drawn for every classifier.
  private func interval(_ isRight: [Bool], seed: UInt64) -> Interval? {
    guard !leakFree.isEmpty, leakFree.count < all.count else { return nil }
    var hits = [UnitHits](repeating: UnitHits(), count: unitCount)
    for row in all {
      hits[units[row]].items += 1
      hits[units[row]].hits += isRight[row] ? 1 : 0
    }
    for row in leakFree {
      hits[units[row]].partItems += 1
      hits[units[row]].partHits += isRight[row] ? 1 : 0
    }
    return rateDifferenceInterval(
      of: hits, unit: unit, resamples: Self.resamples, seed: seed, stream: "leakage.effect")
  }

  /// What the leaks leave undefined.
  var remarks: [String] {
    if leakFree.isEmpty {
      return ["every judged image leaks: there is no leak-free accuracy and no difference"]
    }
    if leakFree.count == all.count {
      return ["no judged image leaks: both accuracies are the same, the difference is 0"]
    }
    if unitCount == 1 { return ["a single \(unit) varies in nothing: no intervals"] }
    let leaks = all.count - leakFree.count
    return leaks < Self.fewLeaks ? ["the intervals rest on few leaked images: \(leaks)"] : []
  }
}
