import Analyses
import ArgumentParser
import Datasets
import Embeddings
import Experiments
import Foundation

/// What is asked about a shift beside its test.
struct ShiftPartOptions: ParsableArguments {
  @Flag(
    name: .long, inversion: .prefixedNo,
    help:
      "Classifier test, Fréchet distance, KID, tests of components, precision and recall, and the discrepancy by other kernels."
  )
  var measures = true

  @Flag(
    name: .long, inversion: .prefixedNo,
    help: "Self-check on halves of each set, smallest detectable shift and power by sample size.")
  var context = true

  @Option(
    name: .long,
    help:
      "MMD² below which the sets are to be called equivalent, chosen before looking at the data.")
  var margin: Double?

  @Flag(
    name: .long, inversion: .prefixedNo,
    help: "Items and clusters in which the sets differ most, and both sets in a plane.")
  var drivers = true

  @Option(
    name: .long, help: "Items of each set to show as least like the other. (default: 12)")
  var top: Int?

  @Option(
    name: .long,
    help: "Write the witness value of every item as CSV: set, item, unit, label, witness.",
    completion: .file(extensions: ["csv"]))
  var witness: String?

  func validate() throws {
    if let top { try Check.atLeastOne("--top", top) }
    if let margin, !(margin > 0 && margin.isFinite) {
      throw ValidationError("--margin \(margin) is no margin; give a number above 0")
    }
    if margin != nil, !context {
      throw ValidationError("--margin is of no use with --no-context; leave one out")
    }
    for (name, isGiven) in [("--witness", witness != nil), ("--top", top != nil)]
    where isGiven && !drivers {
      throw ValidationError("\(name) is of no use with --no-drivers; leave one out")
    }
  }

  /// The first option given that is of two sets only.
  var ofTwoSets: String? {
    [("--margin", margin != nil), ("--top", top != nil), ("--witness", witness != nil)]
      .first { $0.1 }?.0
  }

  /// Called before any work.
  func check() throws {
    guard let witness else { return }
    guard URL(filePath: witness).pathExtension.lowercased() == "csv" else {
      throw ValidationError("--witness \(witness) is not named .csv; choose another name")
    }
    try WholeFile.check(URL(filePath: witness))
  }

  func add(to plan: inout ShiftPlan) {
    plan.measures = measures
    (plan.context, plan.margin) = (context, margin)
    (plan.drivers, plan.top) = (drivers, top ?? plan.top)
  }

  /// - Parameter sets: both, which know units and labels.
  func write(_ result: ShiftResult, of sets: [EmbeddedItems]) throws {
    guard let witness, let values = result.drivers?.witness else { return }
    let rows = zip(sets, [values.reference, values.candidate]).flatMap { set, values in
      values?.rows(set) ?? []
    }
    let text = DelimitedText.text(of: [["set", "item", "unit", "label", "witness"]] + rows)
    try WholeFile.write(text, to: URL(filePath: witness))
    Terminal.show("\(rows.count) witness values: \(witness)")
  }
}

extension WitnessedItems {
  fileprivate func rows(_ items: EmbeddedItems) -> [[String]] {
    let places = Dictionary(zip(items.ids, 0...), uniquingKeysWith: { first, _ in first })
    return zip(ids, values).map { id, value in
      let place = places[id]
      return [
        items.name, id.name, place.flatMap { items.units?[$0] } ?? "",
        place.flatMap { items.labels?[$0] } ?? "", "\(value)",
      ]
    }
  }
}
