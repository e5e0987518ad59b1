import Analyses
import Datasets
import Embeddings

extension ExperimentPlan {
  /// Refuses a plan that the data set cannot answer, before anything is embedded.
  func check(_ dataset: Dataset) throws {
    guard !dataset.samples.isEmpty else {
      throw EmbeddingError.noImages(dataset: dataset.name, unreadable: dataset.unreadable)
    }
    try checkParts(of: dataset)
    for analysis in analyses { try check(analysis, dataset) }
  }

  private func checkParts(of dataset: Dataset) throws(SettingsError) {
    guard let comparison else { return }
    let known = Set(dataset.samples.compactMap { $0.value(of: comparison.column) }).sorted()
    for name in [comparison.reference, comparison.candidate] where !known.contains(name) {
      throw .unknownName(what: "compare: \(comparison.column.rawValue)", found: name, known: known)
    }
  }

  private func check(_ analysis: AnalysisPlan, _ dataset: Dataset) throws {
    let count = dataset.samples.count
    switch analysis {
    case .clusters(let clusters, _) where clusters > count:
      throw SettingsError.wrongValue(
        place: "analyses.clusters.k", found: "\(clusters)",
        expected: "no more clusters than the \(count) images of \(dataset.name)")
    case .neighbors(let query?, _) where !dataset.samples.contains { $0.id == query }:
      throw AnalysisError.unknownItem(id: query, items: dataset.name)
    case .encoders where encoders.count > 1 && count < 4:
      throw AnalysisError.tooFew(items: dataset.name, found: count, needed: 4)
    case .shift:
      try checkShift(dataset)
    case .similarity, .leakage, .clusters, .projection, .neighbors, .encoders: break
    }
  }

  private func checkShift(_ dataset: Dataset) throws(AnalysisError) {
    guard let comparison else { return }
    for name in [comparison.reference, comparison.candidate] {
      let found = dataset.rows(where: comparison.column, is: name).count
      guard found >= 2 else { throw .tooFew(items: name, found: found, needed: 2) }
    }
  }
}
