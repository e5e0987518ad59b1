import Analyses
import Statistics

extension EncoderComparisonResult {
  var answer: Answer {
    Answer(
      verdict: tasks?.verdict ?? robustness?.verdict ?? "\(encoders.count.counting("encoder")) on "
        + "\(items.counting("image")); without labels that differ none can be called better.",
      finding: tasks?.finding, caveats: tasks?.caveats ?? [],
      methods: [tasks?.methods, representation?.methods].compactMap(\.self).sentences,
      basis: tasks?.basis ?? "n = \(items.counting("image"))")
  }
}

extension EncoderTasks {
  /// Whether one encoder is better than all others.
  fileprivate var finding: Finding? {
    guard let main, main.scores.count > 1, let best = main.ranking.first,
      let value = main.scores[best].estimate
    else { return nil }
    let isFound = main.ranking.dropFirst().allSatisfy { main.differ(best, $0) }
    let interval = main.scores[best].interval.map { " (\($0.name) \($0.percentText))" } ?? ""
    let score =
      "\(main.scores[best].encoder) has the highest \(main.name.title), \(value.percent)\(interval)"
    return Finding(
      subject: .encoders, isFound: isFound, words: isFound ? score : "a best encoder (\(score))")
  }

  fileprivate var verdict: String? {
    guard let main, let best = main.ranking.first, let value = main.scores[best].estimate
    else { return nil }
    let winner = main.scores[best]
    let interval = winner.interval.map { " (\($0.name) \($0.percentText))" } ?? ""
    let score = "\(winner.encoder) has the highest \(main.name.title), \(value.percent)\(interval)."
    let alike = main.ranking.dropFirst().filter { !main.differ(best, $0) }
      .map { main.scores[$0].encoder }
    guard main.scores.count > 1 else { return score }
    return score
      + (alike.isEmpty
        ? " It differs from every other encoder at the \((100 * level).formatted(digits: 0)) % level after "
          + "Holm's correction."
        : " It cannot be told apart from \(alike.listed).")
  }

  /// Of the interval of the difference between the first two, half is about what can be told apart.
  fileprivate var caveats: [String] {
    let widths = (main?.pairs ?? []).compactMap { $0.interval.map { ($0.high - $0.low) / 2 } }
    return [
      widths.max().map {
        "Minimum detectable effect: with \(units.counting(unit)) differences below about "
          + "\((100 * $0).formatted(digits: 1)) points lie within the widest interval of a pair and "
          + "may not be told apart."
      },
      unit == "image"
        ? "Images are taken as independent: neighbours of the same patient or scene would make every encoder "
          + "look better." : nil,
      "Encoders may have been trained on these very images; the tasks cannot tell.",
    ].compactMap(\.self)
  }

  fileprivate var methods: Prose {
    let others =
      (probe == nil
        ? ""
        : ", an L2-penalised logistic probe with its penalty chosen by nested cross-validation")
      + (retrieval == nil ? "" : ", and retrieval of images of the same label")
    return [
      "Encoders were compared on the same images and folds by k-nearest-neighbour votes "
        + "\(cite: .caron2021)\(others).",
      "Differences are paired bootstraps over \(unit)s \(cite: .efron1993, .hesterberg2015), corrected over all "
        + "pairs by Holm's method \(cite: .holm1979).",
    ].sentences
  }

  fileprivate var basis: String {
    "n = \(items.counting("image")) of \(units.counting(unit)); B = \(resamples.grouped) resamples of "
      + "\(unit)s; seed \(seed)"
  }
}

extension EncoderRobustness {
  fileprivate var verdict: String? {
    guard let best = encoders.max(by: { $0.found < $1.found }) else { return nil }
    let interval = best.interval.map { " (\($0.name) \($0.percentText))" } ?? ""
    return "\(best.encoder) finds most altered copies again, \(best.found.percent)\(interval)."
  }
}

extension EncoderRepresentation {
  fileprivate var methods: Prose {
    let pairs: Prose =
      self.pairs.isEmpty
      ? ""
      : "Their spaces were compared by centred kernel alignment \(cite: .kornblith2019) with unbiased estimates "
        + "\(cite: .song2012) and by mutual nearest neighbours."
    return [
      pairs,
      "Effective rank is RankMe \(cite: .garrido2023); alignment and uniformity are those of \(cite: .wang2020).",
    ].sentences
  }
}
