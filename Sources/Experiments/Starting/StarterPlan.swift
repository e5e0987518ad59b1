import Analyses
import Datasets

/// A plan with the questions that a folder can answer.
struct StarterPlan {
  private let survey: FolderSurvey
  private let encoders: [String]
  private let splits: [(value: String, count: Int)]
  private let labels: [(value: String, count: Int)]
  private let sites: [(value: String, count: Int)]

  /// Images of each split with which a first run is quick.
  private static let quick = 1_000
  /// Fewer images have neither clusters nor labels to speak of.
  private static let few = 20

  init(_ survey: FolderSurvey, encoders: [String]) {
    self.survey = survey
    self.encoders = encoders
    splits = survey.counts(\.split)
    labels = survey.counts(\.label)
    sites = survey.counts(\.site)
  }

  var text: String {
    let lines =
      [
        "# An editor completes and checks keys by what semblance plan schema prints.",
        "title: \(survey.name.replacing("$", with: "").quoted)",
        "question: What is in these pictures, and what is wrong with them?",
        "dataset: dataset.yaml",
      ] + limit + ["seed: 2026"] + encoderLines + comparison + ["", "analyses:"] + analyses
    return lines.joined(separator: "\n") + "\n"
  }

  private var limit: [String] {
    let largest = splits.first?.count ?? survey.samples.count
    guard largest > Self.quick else { return [] }
    return [
      "# A part of the \(survey.samples.count) images, so that a first run is quick; all with --set limit=none.",
      "limit: \(Self.quick)",
    ]
  }

  private var encoderLines: [String] {
    let other =
      encoders.isEmpty
      ? ["# No model is there: semblance models tells how to get one, which sees more than pixels."]
      : [
        "# These see more than pixels, and take longer:",
        "# encoders: [\(encoders.joined(separator: ", "))]",
      ]
    return ["encoders: [pixels-32]"] + other
  }

  /// The two parts to hold against each other: the splits of a training and a test where they are called
  /// so, else the largest and the next; without splits the two largest sites.
  private var parts: Parts? {
    Parts(of: splits, by: .split) ?? Parts(of: sites, by: .site)
  }

  private struct Parts {
    let column: PartColumn
    let reference: String
    let candidate: String

    /// Nil for fewer than two of at least two images.
    init?(of counts: [(value: String, count: Int)], by column: PartColumn) {
      let names = counts.filter { $0.count >= 2 }.map(\.value)
      guard names.count >= 2 else { return nil }
      let reference = names.first { $0.lowercased().hasPrefix("train") } ?? names[0]
      let others = names.filter { $0 != reference }
      self.column = column
      self.reference = reference
      candidate = others.first { $0.lowercased().hasPrefix("test") } ?? others[0]
    }
  }

  private var comparison: [String] {
    guard let parts else {
      return [
        "# leakage and shift need two parts: compare: {by: split, reference: …, candidate: …}, or by site or label"
      ]
    }
    return [
      "# The \(parts.column.rawValue)s are \(words(parts.column == .site ? sites : splits)).",
      "compare: {by: \(parts.column.rawValue), reference: \(parts.reference.quoted), candidate: \(parts.candidate.quoted)}",
    ]
  }

  private var analyses: [String] {
    let isMany = survey.samples.count >= Self.few
    let usual = labels.filter { $0.count >= 2 }.count
    var lines = ["  similarity:"]
    if let parts {
      lines.append("  leakage:  # look-alikes across the two parts and within all")
      // Of sites, sites asks the same.
      if parts.column == .split {
        lines.append("  shift:  # whether the two parts come from one distribution")
      }
    }
    if sites.count(where: { $0.count >= 2 }) >= 2 {
      lines.append("  sites: {by: site}  # \(words(sites))")
    }
    if isMany {
      lines += ["  clusters: {k: auto}", "  projection: {components: 10}"]
    } else {
      lines.append("  # clusters and projection say little of \(survey.samples.count) images")
    }
    if isMany, usual >= 2 { lines.append("  labels:  # \(words(labels)): which may be wrong") }
    lines += ["  grid: {rows: 4, columns: 6}", "  neighbors: {count: 10}"]
    if survey.samples.contains(where: { $0.caption != nil }) {
      lines.append("  # text: {encoder: minilm-l6}  # images against their captions")
    }
    if survey.samples.contains(where: { $0.mask != nil }) {
      lines.append(
        "  # segmentation: {methods: [{name: foreground, map: foreground}]}  # against the masks")
    }
    return lines
  }

  private func words(_ counts: [(value: String, count: Int)]) -> String {
    counts.prefix(5).map { "\($0.value.inOneLine) (\($0.count))" }.joined(separator: ", ")
      + (counts.count > 5 ? " and \(counts.count - 5) more" : "")
  }
}
