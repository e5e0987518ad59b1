import Analyses

/// What a reader takes away from a result.
struct Answer {
  /// At most two sentences, with the number and its interval; empty for results that show and judge
  /// nothing.
  var verdict = ""
  /// The same for the verdict of the whole run; nil for what is not a matter of found or not.
  var finding: Finding?
  /// What could make it wrong, and what it cannot see; a sentence each.
  var caveats: [String] = []
  /// How it was found, in the words of a paper. Says nothing of a single encoder, so that several have
  /// the same words.
  var methods: Prose = ""
  /// What its captions say after their own words: n, unit, resamples, seed.
  var basis = ""
}

extension AnalysisResult {
  /// Nil for results that show and say nothing by themselves.
  var answer: Answer? {
    switch self {
    case .similarity(let result): result.answer
    case .duplicates(let result): result.answer
    case .gradedPairs(let result): result.answer
    case .leakage(let result): result.answer
    case .shift(let result): result.answer
    case .sites(let result): result.answer
    case .clusters(let result): result.answer
    case .projection(let result): result.answer
    case .encoders(let result): result.answer
    case .labels(let result): result.answer
    case .imageText(let result): result.answer
    case .mapChecks(let result): result.answer
    case .segmentation(let result): result.answer
    case .madeMasks(let result): result.answer
    case .neighbors, .grid: nil
    }
  }
}
