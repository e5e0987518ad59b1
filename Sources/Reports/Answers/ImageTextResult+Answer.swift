import Analyses
import Statistics

extension ImageTextResult {
  var answer: Answer {
    Answer(
      verdict: [retrievalSentence, classSentence].compactMap(\.self).joined(separator: " "),
      caveats: caveats, methods: methods,
      basis: "n = \(pairs.counting("pair")) of \(units.counting(unit)); unit: \(unit); seed \(seed)"
    )
  }

  private var retrievalSentence: String? {
    guard let way = retrieval.first, let recall = way.recalls.last else { return nil }
    let interval = recall.interval.map { " (\($0.name) \($0.percentText))" } ?? ""
    return "The text of an image is among the first \(recall.k) for \(recall.value.percent) of "
      + "\(pairs.counting("image"))\(interval), by chance \(recall.chance.percent)."
  }

  private var classSentence: String? {
    guard let zeroShot, let accuracy = zeroShot.metrics.first(where: { $0.name == .accuracy })
    else { return nil }
    let interval = accuracy.interval.map { " (\($0.name) \($0.percentText))" } ?? ""
    let nonsense =
      zeroShot.nonsense.map { ", p = \($0.pValue.significant) against words without a meaning" }
      ?? ""
    return
      "By its prompts \(accuracy.value.percent) of \(zeroShot.items.counting("image")) get their "
      + "label\(interval); the largest class has \(zeroShot.majority.percent)\(nonsense)."
  }

  private var caveats: [String] {
    [
      "Recall depends on how many items are searched: values of sets of other sizes do not compare.",
      alignment == nil && alignmentFile == nil
        ? nil
        : "The spaces were joined by maps fitted on texts and images of the same kind; on others they may not hold.",
      zeroShot == nil ? nil : "Zero-shot accuracy depends on the words of the prompts.",
    ].compactMap(\.self)
  }

  private var methods: Prose {
    var prose: [Prose] = [
      "Images and texts find each other by cosine; recall at k counts every item with the same text, and "
        + "intervals draw whole \(unit)s \(cite: .efron1993)."
    ]
    if let alignment {
      prose.append(
        "The spaces were joined by a map (\(alignment.chosen.text)) chosen on validation \(unit)s and judged on others."
      )
    }
    if losses != nil {
      prose.append(
        "Losses are those of contrastive coding \(cite: .oord2018), of semantic matching \(cite: .wang2022) and of "
          + "decoupled hard negatives \(cite: .koleilat2024), as measures.")
    }
    if zeroShot != nil {
      prose.append(
        "Zero-shot classes are the nearest mean of normalised prompt vectors \(cite: .radford2021)."
      )
    }
    return prose.sentences
  }
}
