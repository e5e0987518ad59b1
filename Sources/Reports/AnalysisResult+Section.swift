public import Analyses

extension AnalysisResult {
  /// The section that reports this result.
  ///
  /// - Parameter others: all results of the run; a projection is coloured by its encoder's clusters.
  public func section(_ context: ReportContext, among others: [AnalysisResult]) -> Section {
    switch self {
    case .similarity(let result): result.section(context)
    case .duplicates(let result): result.section(context)
    case .gradedPairs(let result): result.section(context)
    case .leakage(let result): result.section(context)
    case .shift(let result): result.section(context)
    case .sites(let result): result.section(context)
    case .clusters(let result): result.section(context)
    case .projection(let result): result.section(context, clusters: others.clusters(of: result))
    case .neighbors(let result): result.section(context)
    case .encoders(let result): result.section(context)
    case .labels(let result): result.section(context)
    case .grid(let result): result.section(context)
    case .imageText(let result): result.section(context)
    case .madeMasks(let result): result.section(context)
    case .mapChecks(let result): result.section(context)
    case .segmentation(let result): result.section(context)
    case .unanswered(let question): question.section()
    }
  }

  /// Ids of the samples whose pictures its section shows.
  public var picturedSamples: [String] {
    switch self {
    case .duplicates(let result): result.picturedSamples
    case .gradedPairs(let result): result.picturedSamples
    case .leakage(let result): result.picturedSamples
    case .neighbors(let result): result.picturedSamples
    case .shift(let result): result.picturedSamples
    case .projection(let result): result.picturedSamples
    case .labels(let result): result.picturedSamples
    case .clusters(let result): result.picturedSamples
    case .encoders(let result): result.picturedSamples
    case .grid(let result): result.picturedSamples
    case .imageText(let result): result.picturedSamples
    case .madeMasks(let result): result.examples.map(\.id)
    case .segmentation(let result): result.examples.map(\.id)
    case .similarity, .sites, .mapChecks, .unanswered: []
    }
  }
}

extension [AnalysisResult] {
  fileprivate func clusters(of projection: ProjectionResult) -> ClustersResult? {
    lazy.compactMap { result in
      if case .clusters(let clusters) = result { clusters } else { nil }
    }.first { $0.encoder == projection.encoder }
  }
}

extension [AnalysisWarning] {
  var blocks: [Block] { map { .warning(finding: $0.finding, remedy: $0.remedy) } }
}
