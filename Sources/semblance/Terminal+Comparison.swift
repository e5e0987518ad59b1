import Experiments
import Statistics

extension Terminal {
  /// What differs between two runs.
  static func show(_ found: RunComparison) {
    show(found.isSameData ? "the same data" : "other data")
    show(found.conditions, "condition")
    show(found.settings, "setting")
    show(found.numbers)
  }

  private static func show(_ changes: [RunComparison.Change], _ heading: String) {
    guard !changes.isEmpty else { return }
    show()
    table(
      [[heading, "before", "after"]]
        + changes.map { [$0.key, text($0.before), text($0.after)] })
  }

  /// Equal numbers are counted.
  private static func show(_ numbers: [RunComparison.NumberChange]) {
    let changed = numbers.filter { $0.difference != 0 }
    let equal = numbers.count - changed.count
    if !changed.isEmpty {
      show()
      table(
        [["number", "before", "after", "difference", "95 % interval", "verdict"]]
          + changed.map { change in
            [
              change.name + (change.encoder.map { " (\($0))" } ?? ""), text(change.before),
              text(change.after), text(change.difference),
              change.interval.map { "[\($0.low.brief), \($0.high.brief)]" } ?? "–",
              change.isTold.map { $0 ? "differs" : "not told apart" } ?? "–",
            ]
          })
      if changed.contains(where: { $0.interval != nil }) {
        show(
          "intervals are those of independent images in both runs: of the same images they are too wide"
        )
      }
    }
    show()
    show("\(equal) of \(numbers.count) numbers are equal")
  }

  /// Long ones, such as what is done to a picture, are in the JSON.
  private static func text(_ value: String?) -> String {
    guard let value else { return "–" }
    return value.count <= 48 ? value : value.prefix(47) + "…"
  }

  private static func text(_ value: Double?) -> String { value.map(\.brief) ?? "–" }
}
