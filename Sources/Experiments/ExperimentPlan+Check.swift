import Analyses
import Datasets
import Embeddings

extension ExperimentPlan {
  /// Refuses a plan that the images that could be read do not answer.
  func check(_ dataset: Dataset) throws {
    guard !dataset.samples.isEmpty else {
      throw EmbeddingError.noImages(dataset: dataset.name, unreadable: dataset.unreadable)
    }
    try check(dataset.samples, of: dataset.name)
  }

  /// Refuses a plan that a data set cannot answer; needs no image to be read.
  func check(_ samples: [Sample], of dataset: String) throws {
    guard !samples.isEmpty else { return }  // That is told with the reasons, after the reading.
    try checkParts(of: samples, dataset)
    for analysis in analyses { try check(analysis, samples, of: dataset) }
  }

  private func checkParts(of samples: [Sample], _ dataset: String) throws(SettingsError) {
    guard let comparison else { return }
    let known = Set(samples.compactMap { $0.value(of: comparison.column) }).sorted()
    guard !known.isEmpty else { throw withoutParts(comparison, samples, dataset) }
    let parts = [("reference", comparison.reference), ("candidate", comparison.candidate)]
    for (key, name) in parts where !known.contains(name) {
      throw .unknownName(
        what: "compare.\(key): \(comparison.column.rawValue)", found: name, known: known)
    }
  }

  private func withoutParts(
    _ comparison: ComparisonPlan, _ samples: [Sample], _ dataset: String
  ) -> SettingsError {
    let column = comparison.column.rawValue
    // Other columns of a table than those under columns: are attributes.
    let isUnmapped = samples.contains { $0.attributes[column] != nil }
    let finding =
      isUnmapped ? "whose column \(column) says nothing yet" : "that says no \(column) of any image"
    return .wrongValue(
      place: "compare: \(column)", found: "a data set, \(dataset), \(finding)",
      expected: "images in \(comparison.reference) and \(comparison.candidate); "
        + "add \(column): \(isUnmapped ? column : "HEADING") under columns: in its description, or "
        + "\(column) to levels: of a folder")
  }

  private func check(_ analysis: AnalysisPlan, _ samples: [Sample], of dataset: String) throws {
    let count = samples.count
    switch analysis {
    case .clusters(let question):
      if case .fixed(let clusters) = question.count, clusters > count {
        throw SettingsError.wrongValue(
          place: "analyses.clusters.k", found: "\(clusters)",
          expected: "no more clusters than the \(count) images of \(dataset)")
      }
      for column in question.against {
        try checkColumn(column, of: samples, "clusters.against")
      }
    case .neighbors(let query?, _) where !samples.contains { $0.id == query }:
      throw SettingsError.wrongValue(
        place: "analyses.neighbors.query", found: "\"\(query)\"",
        expected: "the id of an image of \(dataset), such as \(samples[0].id)")
    case .encoders where encoders.count > 1 && count < 4:
      throw AnalysisError.tooFew(items: dataset, found: count, needed: 4)
    case .shift(let question):
      try checkShift(samples)
      for column in question.strata { try checkColumn(column, of: samples, "shift.strata") }
      if let column = question.match { try checkColumn(column, of: samples, "shift.match") }
    case .sites(let question):
      try checkColumn(question.by, of: samples, "sites.by")
      if let column = question.within { try checkColumn(column, of: samples, "sites.within") }
    case .labels(let question): try question.check(samples, of: dataset)
    case .grid(let question):
      if let column = question.groupBy {
        try checkColumn(column.rawValue, of: samples, "grid.group_by")
      }
    case .imageText(let question):
      guard samples.contains(where: { $0.caption != nil }) else {
        throw SettingsError.missingCaptions(items: dataset)
      }
      for column in question.findings { try checkColumn(column, of: samples, "text.findings") }
    case .segmentation(let question):
      // Methods can make masks that nothing is held against.
      guard question.methods.isEmpty || !question.masks.isEmpty else { break }
      guard samples.contains(where: { $0.mask != nil || $0.map != nil }) else {
        throw AnalysisError.missing(
          what: "true mask", items: dataset, remedy: "name each picture's in a column mask")
      }
    case .similarity, .leakage, .projection, .neighbors, .encoders: break
    }
  }

  private func checkShift(_ samples: [Sample]) throws(AnalysisError) {
    guard let comparison else { return }
    for name in [comparison.reference, comparison.candidate] {
      let found = samples.count { $0.value(of: comparison.column) == name }
      guard found >= 2 else { throw .tooFew(items: name, found: found, needed: 2) }
    }
  }

}

/// - Parameter key: that names the column.
private func checkColumn(
  _ column: String, of samples: [Sample], _ key: String
) throws(SettingsError) {
  let known = Dataset.columns(of: samples)
  guard EmbeddedItems.values(of: column, in: known) == nil else { return }
  throw .unknownName(
    what: "analyses.\(key): column", found: column, known: known.keys.sorted())
}

extension LabelsPlan {
  /// Refuses a filter of labels that no image has, a choice from images that all have one, and whatever
  /// needs a label where there is none.
  fileprivate func check(_ samples: [Sample], of dataset: String) throws(SettingsError) {
    let known = Set(samples.compactMap(\.label)).sorted()
    if selections == nil || filter != nil { try checkColumn("label", of: samples, "labels") }
    for (key, labels) in [("wanted", filter?.wanted), ("unwanted", filter?.unwanted)] {
      guard let unknown = labels?.first(where: { !known.contains($0) }) else { continue }
      throw .unknownName(what: "analyses.labels.filter.\(key)", found: unknown, known: known)
    }
    guard selections != nil, samples.allSatisfy({ $0.label != nil }) else { return }
    throw .wrongValue(
      place: "analyses.labels.select",
      found: "a data set, \(dataset), whose images all have a label",
      expected: "some without one to choose from; leave select out")
  }
}
