import Analyses
import Statistics

extension SegmentationResult {
  var answer: Answer {
    Answer(
      verdict: verdict, finding: finding, caveats: caveats, methods: methods,
      basis: "n = \(images.counting("image")) of \(units.counting(unit)); unit: \(unit); "
        + "B = \(resamples.grouped) resamples; seed \(seed)")
  }

  /// Whether one method is better than all others.
  private var finding: Finding? {
    guard let dice = measure(.dice), !dice.pairs.isEmpty,
      let best = dice.scores.filter({ $0.estimate != nil })
        .max(by: { ($0.estimate ?? 0) < ($1.estimate ?? 0) }), let value = best.estimate
    else { return nil }
    let ofBest = dice.pairs.filter { $0.a == best.method || $0.b == best.method }
    let isFound = ofBest.allSatisfy { $0.adjustedPValue <= 0.05 }
    let interval = best.interval.map { " (\($0.name) \($0.text))" } ?? ""
    let score = "\(best.method) has the highest mean DSC, \(value.formatted(digits: 3))\(interval)"
    return Finding(
      subject: .masks, isFound: isFound, words: isFound ? score : "a best method (\(score))")
  }

  private var verdict: String {
    guard let dice = measure(.dice),
      let best = dice.scores.filter({ $0.estimate != nil })
        .max(by: { ($0.estimate ?? 0) < ($1.estimate ?? 0) }), let value = best.estimate
    else { return "No mask could be held against a true one." }
    let interval = best.interval.map { " (\($0.name) \($0.text))" } ?? ""
    let score = "\(best.method) has the highest mean DSC, \(value.formatted(digits: 3))\(interval)."
    let alike = dice.pairs.filter {
      ($0.a == best.method || $0.b == best.method) && $0.adjustedPValue > 0.05
    }.map { $0.a == best.method ? $0.b : $0.a }
    guard !dice.pairs.isEmpty else { return score }
    return score
      + (alike.isEmpty
        ? " It differs from every other method at the 5 % level after Holm's correction."
        : " It cannot be told apart from \(alike.listed).")
  }

  private var caveats: [String] {
    let widths = (measure(.dice)?.pairs ?? []).compactMap {
      $0.interval.map { ($0.high - $0.low) / 2 }
    }
    return [
      widths.max().map {
        "Minimum detectable effect: differences of the mean DSC below about \($0.formatted(digits: 3)) lie "
          + "within the widest interval of a pair."
      },
      "True masks are taken as true: where two readers would disagree, so may a method.",
      unit == "image"
        ? "Images are taken as independent, which several of one patient are not." : nil,
    ].compactMap(\.self)
  }

  private var methods: Prose {
    let tests: Prose =
      measures.allSatisfy(\.pairs.isEmpty)
      ? ""
      : "Methods were compared by Wilcoxon's signed-rank test of \(unit)s \(cite: .wilcoxon1945), corrected by "
        + "Holm's method \(cite: .holm1979)."
    return [
      "Masks were held against true ones by the Dice similarity coefficient \(cite: .dice1945), the intersection over "
        + "union and the surface Dice at a tolerance of "
        + "\(tolerance.formatted(digits: tolerance.rounded() == tolerance ? 0 : 2)) "
        + "\(spacing == nil ? "pixels" : "mm") \(cite: .nikolov2021), averaged over \(unit)s, with bootstrap "
        + "intervals \(cite: .hesterberg2015).", tests,
    ].sentences
  }
}

extension MadeMasksResult {
  var answer: Answer {
    let made = methods.map {
      "\($0.method.name): \($0.method.mapWords), mask by \($0.method.maskWords)"
    }
    return Answer(
      methods: Prose(
        "Masks were made by \(methods.count.counting("method")) (\(made.joined(separator: "; ")))."),
      basis: "n = \(images.counting("picture"))")
  }
}

extension MapChecksResult {
  var answer: Answer {
    Answer(
      verdict: methods.compactMap(\.verdict).joined(separator: " "),
      caveats: [
        "Hidden pixels make pictures that no model was trained on: the areas say how the model reacts to them, "
          + "and not only what it looks at."
      ],
      methods:
        "Maps were checked by deletion and insertion \(cite: .petsiuk2018) beside the same maps moved elsewhere, and "
        + "by permuting the model's weights \(cite: .adebayo2018).",
      basis: methods.map {
        "\($0.method): n = \($0.images.counting("map")) of \($0.units.counting($0.unit))"
      }
      .joined(separator: "; ") + (methods.first.map { "; seed \($0.seed)" } ?? ""))
  }
}

extension MapChecks {
  /// Whether insertion by the map does better than by the map moved.
  fileprivate var verdict: String? {
    guard let gain = scores.first(where: { $0.measure == .insertionGain }),
      let interval = gain.interval
    else { return nil }
    let reading =
      interval.low > 0
      ? "shows what the match hangs on" : "shows no more than its shape moved elsewhere"
    return
      "\(method) \(reading): insertion area \(gain.estimate.formatted(digits: 3)) above that of moved maps "
      + "(\(interval.name) \(interval.fourDigits))."
  }
}
