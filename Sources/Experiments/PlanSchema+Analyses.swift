import Analyses
import Statistics

extension PlanSchema {
  static let analyses: [SettingsKey] = [
    SettingsKey("similarity", .map([]), "Cosines of all pairs."),
    SettingsKey("leakage", .map(leakage), "Look-alikes across the two parts and within the whole."),
    SettingsKey("shift", .map(shift), "Whether the two parts come from one distribution."),
    SettingsKey("sites", .map(sites), "Every site against every other."),
    SettingsKey("clusters", .map(clusters), "Groups that the vectors fall into."),
    SettingsKey("projection", .map(projection), "Principal components and maps in the plane."),
    SettingsKey("neighbors", .map(neighbors), "The nearest images of one."),
    SettingsKey("encoders", .map(encoders), "Which encoder serves best."),
    SettingsKey(
      "labels", .map(labels), "Labels suggested, doubted, filtered by, to be given next."),
    SettingsKey("grid", .map(grid), "Pages of pictures of the set."),
    SettingsKey("text", .map(imageText), "Images against their texts."),
    SettingsKey(
      "segmentation", .map(segmentation), "Masks of methods against those of the data set."),
  ]

  static let resamples = 1...1_000_000

  private static let leakage: [SettingsKey] = {
    let threshold = SettingsShape.either([.words(["calibrated"]), .number(-1...1)])
    return [
      SettingsKey(
        "threshold", .either([threshold, .named(threshold)]),
        "A cosine, calibrated, or a map from encoder to either.", standard: "calibrated"),
      SettingsKey(
        "false_pair_rate", .number(1e-9...0.5),
        "Share of reference images with an unlike one at a calibrated threshold.",
        standard: CalibrationSettings.standardRate),
      SettingsKey(
        "effect", .flag, "Whether what the leaks add to accuracy is measured.", standard: true),
    ]
  }()

  private static func test(
    permutations: Int, resamples count: Int, normalize: Bool, kernel: ShiftKernel
  ) -> [SettingsKey] {
    [
      SettingsKey(
        "permutations", .integer(resamples), "Of the test.", standard: permutations),
      SettingsKey("resamples", .integer(resamples), "Of the intervals.", standard: count),
      SettingsKey(
        "normalize", .flag, "Whether rows are scaled to length 1.", standard: normalize),
      SettingsKey("kernel", .choice(ShiftKernel.self), "Of the MMD.", standard: kernel.rawValue),
      SettingsKey("bandwidth", .positive, "Of the kernel; the median pairwise distance."),
    ]
  }

  private static let shift: [SettingsKey] = {
    let plan = ShiftPlan()
    return test(
      permutations: plan.permutations, resamples: plan.resamples, normalize: plan.normalize,
      kernel: plan.kernel)
      + [
        SettingsKey(
          "measures", .flag, "Other kernels, a classifier, Fréchet distance, KID and more.",
          standard: plan.measures),
        SettingsKey(
          "context", .flag, "What halves of one part show, and what such a test detects.",
          standard: plan.context),
        SettingsKey(
          "margin", .positive, "The MMD² below which the parts are to be called equivalent."),
        SettingsKey(
          "drivers", .flag, "Items and clusters in which the parts differ most.",
          standard: plan.drivers),
        SettingsKey("top", .integer(1...1_000), "Items of each part to show.", standard: plan.top),
        SettingsKey(
          "strata", .oneOrMore(.text), "Columns within whose values the test is repeated."),
        SettingsKey(
          "match", .text, "A column by whose values the parts are matched."),
      ]
  }()

  private static let sites: [SettingsKey] = {
    let plan = SitesPlan(by: "site")
    return [
      SettingsKey("by", .text, "The column that tells sites apart.", isNeeded: true),
      SettingsKey("within", .text, "A column within whose values all is repeated."),
      SettingsKey("rest", .flag, "Each site against all others.", standard: plan.rest),
      SettingsKey(
        "items", .integer(2...1_000_000_000),
        "Of a side at most; by the number of comparisons, 200 to 5,000."),
    ]
      + test(
        permutations: plan.permutations, resamples: plan.resamples, normalize: plan.normalize,
        kernel: plan.kernel)
  }()

  private static let clusters: [SettingsKey] = {
    let plan = ClustersPlan()
    let range = SettingsShape.map([
      SettingsKey("from", .integer(2...10_000), "The fewest.", isNeeded: true),
      SettingsKey("to", .integer(2...10_000), "The most.", isNeeded: true),
    ])
    return [
      SettingsKey(
        "method", .choice(ClusterMethod.self), "How clusters are found.",
        standard: plan.method.rawValue),
      SettingsKey(
        "metric", .choice(ClusterMetric.self), "Of the distances.", standard: plan.metric.rawValue),
      SettingsKey(
        "against", .oneOrMore(.text), "Columns to hold clusters against besides label and site."),
      SettingsKey(
        "permutations", .integer(resamples), "Of the tests.", standard: plan.permutations),
      SettingsKey(
        "members", .integer(1...100), "Items of each kind by which a cluster is shown.",
        standard: plan.members),
      SettingsKey(
        "k", .either([.text, range]), "Of k-means: a number, a range as 2..20, or auto.",
        standard: "auto"),
      SettingsKey("restarts", .integer(1...10_000), "Of k-means.", standard: plan.restarts),
      SettingsKey(
        "batch", .integer(1...1_000_000_000),
        "Of k-means: rows at a time; all up to a million."),
      SettingsKey(
        "stability", .flag, "Of k-means: agreement between starts and between halves.",
        standard: plan.stability),
      SettingsKey(
        "references", .integer(2...10_000), "Of k-means: draws of the gap statistic.",
        standard: plan.references),
      SettingsKey(
        "min_cluster_size", .integer(2...1_000_000_000),
        "Of hdbscan; 5, or a thousandth of the items."),
      SettingsKey("min_samples", .integer(1...1_000_000), "Of hdbscan; as min_cluster_size."),
      SettingsKey(
        "selection", .choice(ClusterSelection.self), "Of hdbscan.",
        standard: plan.selection.rawValue),
      SettingsKey(
        "components", .integer(1...4_096),
        "Of hdbscan: principal components; none, or 50 of very many items."),
    ]
  }()

  private static let projection: [SettingsKey] = {
    let plan = ProjectionPlan()
    return [
      SettingsKey(
        "components", .integer(1...4_096), "Principal components.", standard: plan.components),
      SettingsKey(
        "maps", .oneOrMore(.choice(MapKind.self)), "Maps in the plane.", standard: plan.maps),
      SettingsKey(
        "metric", .choice(MapMetric.self), "Of the maps.", standard: plan.metric.rawValue),
      SettingsKey("neighbors", .integer(2...1_000), "Of UMAP.", standard: plan.neighbors),
      SettingsKey("perplexity", .number(1...1_000), "Of t-SNE.", standard: plan.perplexity),
      SettingsKey("min_distance", .number(0...2.9), "Of UMAP.", standard: plan.minDistance),
      SettingsKey("items", .integer(2...1_000_000), "In maps at most.", standard: plan.items),
    ]
  }()

  private static let neighbors = [
    SettingsKey("query", .text, "An image's id; the first."),
    SettingsKey("count", .integer(1...10_000), "Neighbours to show.", standard: 25),
  ]

  private static let encoders: [SettingsKey] = {
    let plan = EncodersPlan()
    return [
      SettingsKey(
        "neighbors", .oneOrMore(.integer(1...10_000)), "That vote, each number a task.",
        standard: plan.neighbors),
      SettingsKey("probe", .flag, "A linear probe.", standard: plan.probe),
      SettingsKey("retrieval", .flag, "Retrieval by label.", standard: plan.retrieval),
      SettingsKey(
        "representation", .flag, "How the encoders lay out the items.",
        standard: plan.representation),
      SettingsKey(
        "robustness", .flag, "Whether altered copies are looked for.", standard: plan.robustness),
      SettingsKey(
        "cost", .flag, "Whether encoding is timed, which differs from run to run.",
        standard: plan.cost),
      SettingsKey(
        "series", .flag, "Whether the encoders are checkpoints of one training.",
        standard: plan.series),
      SettingsKey("sort_by", .text, "A metric, as knn_20_accuracy."),
      SettingsKey("resamples", .integer(resamples), "Of the intervals.", standard: plan.resamples),
    ]
  }()
}
