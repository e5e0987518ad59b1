extension ResultNumber {
  /// All names that numbers can have, `*` standing for what data and plans name.
  ///
  /// A plan's gates are held against them before any work.
  public static let names = [
    "data.images", "data.unreadable",
    "leakage.leak_rate", "leakage.leaked_items", "leakage.pair_count", "leakage.pair_rate",
    "leakage.label_conflicts", "leakage.conflicting_sets", "leakage.shared_groups",
    "leakage.group_rate", "leakage.removals", "leakage.threshold", "leakage.effect.*.accuracy",
    "leakage.effect.*.leak_free", "leakage.effect.*.difference",
    "duplicates.pair_count", "duplicates.group_count", "duplicates.removals",
    "duplicates.removal_rate", "duplicates.label_conflicts", "duplicates.conflicting_sets",
    "duplicates.pairs_across_groups", "duplicates.scattered_groups", "duplicates.threshold",
    "graded_pairs.across.pair_count", "graded_pairs.within.pair_count",
    "graded_pairs.across.seen_by_*", "graded_pairs.within.seen_by_*",
    "graded_pairs.across.*.seen_alone", "graded_pairs.within.*.seen_alone",
    "similarity.*.mean", "similarity.*.minimum", "similarity.*.maximum",
    "shift.mmd2_unbiased", "shift.p_value", "shift.p_holm", "shift.matched.mmd2",
    "shift.matched.p_value", "shift.matched.remaining_share", "shift.detectable_mmd2",
    "shift.mmd2_upper_bound", "shift.clusters.p_holm", "shift.measures.*", "shift.strata.*",
    "sites.significant_pairs", "sites.largest_mmd2", "sites.p_holm", "sites.pairs.*",
    "sites.rest.*", "sites.within.*",
    "clusters.clusters", "clusters.noise", "clusters.silhouette", "clusters.calinski_harabasz",
    "clusters.davies_bouldin", "clusters.stability.restarts", "clusters.stability.halves",
    "clusters.agreement.*",
    "projection.explained_variance", "projection.explained_variance_2",
    "projection.*.trustworthiness", "projection.*.neighbors_kept", "projection.*.accuracy_lost",
    "encoders.*",
    "labels.labelled", "labels.unlabelled", "labels.vote.accuracy",
    "labels.vote.calibration_error", "labels.vote.*.recall", "labels.vote.*.precision",
    "labels.suggested", "labels.abstained", "labels.suspects", "labels.suspects_of_several",
    "labels.noise_rate", "labels.probe.accuracy", "labels.filter.recall",
    "labels.filter.precision", "labels.filter.roc_area", "labels.filter.average_precision",
    "text.*", "maps.*", "segmentation.*",
  ]

  /// Questions whose numbers are of each encoder; those of others name encoders, or have none.
  public static let questionsOfEachEncoder: Set = [
    "leakage", "duplicates", "similarity", "shift", "sites", "clusters", "projection", "labels",
    "text",
  ]
}

extension AnalysisPlan {
  /// What the question's numbers begin with.
  public var numberedQuestions: [String] {
    switch self {
    case .similarity: ["similarity"]
    case .leakage: ["leakage", "duplicates", "graded_pairs"]
    case .shift: ["shift"]
    case .sites: ["sites"]
    case .clusters: ["clusters"]
    case .projection: ["projection"]
    case .encoders: ["encoders"]
    case .labels: ["labels"]
    case .imageText: ["text"]
    case .segmentation: ["segmentation", "maps"]
    case .neighbors, .grid: []
    }
  }
}
