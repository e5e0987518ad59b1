import Analyses
import Embeddings
import Images
import Statistics

extension PlanSchema {
  static let labels: [SettingsKey] = {
    let plan = LabelsPlan()
    return [
      SettingsKey(
        "neighbors", .integer(1...10_000), "That suggest a label.", standard: plan.neighbors),
      SettingsKey(
        "accuracy", .number(.leastNormalMagnitude...1),
        "That suggestions keep; not beside confidence.", standard: plan.accuracy),
      SettingsKey("confidence", .number(0...1), "Below which nothing is suggested."),
      SettingsKey(
        "suggest", .flag, "Labels for images without one, and how good they are.", standard: true),
      SettingsKey("audit", .flag, "Labels that may be wrong.", standard: plan.audit),
      SettingsKey("folds", .integer(2...1_000), "Of the linear probe.", standard: plan.folds),
      SettingsKey(
        "c", .number(1e-12...1e12), "Inverse penalty of the linear probe.",
        standard: plan.inversePenalty),
      SettingsKey(
        "clusters", .integer(2...100_000), "Of the audit; five a label, one for 20 images."),
      SettingsKey(
        "top", .integer(1...1_000), "Images of each list that are pictured.", standard: plan.top),
      SettingsKey("resamples", .integer(resamples), "Of the intervals.", standard: plan.resamples),
      SettingsKey("filter", .map(filter), "Trains a filter of labels."),
      SettingsKey("select", .map(selection), "Chooses what to label next."),
    ]
  }()

  private static let filter: [SettingsKey] = {
    let plan = WantedLabels(wanted: [])
    return [
      SettingsKey("wanted", .oneOrMore(.text), "Labels to keep.", isNeeded: true),
      SettingsKey("unwanted", .oneOrMore(.text), "Labels to leave out; all others."),
      SettingsKey(
        "recall", .number(.leastNormalMagnitude...1), "Of the wanted.", standard: plan.recall),
      SettingsKey(
        "guarantee", .flag, "Whether the recall holds with confidence.",
        standard: plan.isGuaranteed),
    ]
  }()

  private static let selection = [
    SettingsKey("count", .integer(1...1_000_000_000), "Images to choose.", isNeeded: true),
    SettingsKey(
      "by", .oneOrMore(.choice(SelectionStrategy.self)), "Ways of choosing.",
      standard: SelectionStrategy.typicality.rawValue),
  ]

  static let grid: [SettingsKey] = {
    let plan = GridPlan()
    let captions = GridCaption.allCases.filter { $0 != .distance }.map(\.rawValue)
    return [
      SettingsKey("rows", .integer(1...GridPlan.largest), "Of a page.", standard: plan.rows),
      SettingsKey("columns", .integer(1...GridPlan.largest), "Of a page.", standard: plan.columns),
      SettingsKey("pages", .integer(1...100), "At most.", standard: plan.pages),
      SettingsKey("group_by", .choice(PartColumn.self), "A column whose values have rows."),
      SettingsKey("captions", .oneOrMore(.words(captions)), "The label, or the id."),
    ]
  }()

  static let imageText: [SettingsKey] = {
    let plan = ImageTextPlan(textEncoder: "", alignment: .fitted)
    return [
      SettingsKey("encoder", .text, "A text encoder.", isNeeded: true),
      SettingsKey(
        "alignment", .text, "fitted, shared, or a .json file of semblance text align.",
        standard: "fitted"),
      SettingsKey(
        "ranks", .oneOrMore(.integer(1...PairRetrieval.largestRank)), "Of the recalls.",
        standard: plan.ranks),
      SettingsKey("temperature", .number(1e-6...1e6), "Of the losses."),
      SettingsKey("batch", .integer(2...10_000), "Of the losses.", standard: plan.batch),
      SettingsKey("findings", .oneOrMore(.text), "Columns that tell pairs alike."),
      SettingsKey(
        "same_text", .number(1e-6...1), "Cosine at which texts say the same.",
        standard: plan.sameText),
      SettingsKey(
        "same_findings", .number(1e-6...1), "Similarity at which findings are the same.",
        standard: plan.sameFindings),
      SettingsKey("prompts", .map(prompts), "Classes by texts."),
      SettingsKey(
        "nonsense", .integer(0...10_000), "Draws of words without a meaning to hold against.",
        standard: plan.nonsense),
      SettingsKey("shown", .integer(1...60), "Examples.", standard: plan.shown),
      SettingsKey("resamples", .integer(resamples), "Of the intervals.", standard: plan.resamples),
    ]
  }()

  private static let prompts = [
    SettingsKey("templates", .oneOrMore(.text), "Texts with {} where the class goes."),
    SettingsKey(
      "classes", .either([.text, .list(.text), .named(.oneOrMore(.text))]),
      "Names, or a map from name to what stands for it, or to its prompts.", isNeeded: true),
  ]

  static let segmentation: [SettingsKey] = {
    let plan = SegmentationPlan(methods: [], masks: [])
    return [
      SettingsKey(
        "methods", .list(.map(methods)), "That make masks; one of methods and masks is needed."),
      SettingsKey("masks", .list(.map(masks)), "That are there."),
      SettingsKey(
        "tolerance", .number(0...10_000), "Of the NSD, in pixels.", standard: plan.tolerance),
      SettingsKey("spacing", .list(.number(1e-6...1e6)), "Of pixels in millimetres, [0.5, 0.5]."),
      SettingsKey(
        "label", .either([.words(["any"]), .integer(1...255)]),
        "The grey value that is the object.",
        standard: "any"),
      SettingsKey("threshold", .anyNumber, "Of maps; 0.5 for those of 0 to 1."),
      SettingsKey(
        "missing", .choice(MissingMasks.self), "What a picture without a mask counts as.",
        standard: plan.missing.rawValue),
      SettingsKey("resamples", .integer(resamples), "Of the intervals.", standard: plan.resamples),
      SettingsKey(
        "examples", .integer(0...100), "Of the lowest DSC, to show.", standard: plan.examples),
    ]
  }()

  private static let masks = [
    SettingsKey("name", .text, "Of the method.", isNeeded: true),
    SettingsKey("path", .text, "A folder or a table, relative to the plan.", isNeeded: true),
    SettingsKey("threshold", .anyNumber, "Of its maps."),
  ]

  private static let methods: [SettingsKey] = [
    SettingsKey("name", .text, "A name that can be a folder's.", isNeeded: true),
    SettingsKey("encoder", .text, "The plan's first."),
    SettingsKey(
      "map", .choice(SaliencyKind.self), "How the map is made.",
      standard: SaliencyKind.patches.rawValue),
    SettingsKey("feature_map", .text, "The model's output to take the map from."),
    SettingsKey("like", .oneOrMore(.text), "Pictures of what is looked for."),
    SettingsKey("unlike", .oneOrMore(.text), "Pictures of what is not."),
    SettingsKey("text", .oneOrMore(.text), "What is looked for, in words."),
    SettingsKey("text_encoder", .text, "The one that shares the encoder's space."),
    SettingsKey("alignment", .text, "A .json file of semblance text align."),
    SettingsKey("rise_masks", .integer(RandomMaskSettings.maskCounts), "Of rise; 1000."),
    SettingsKey("rise_cells", .integer(RandomMaskSettings.cellCounts), "Of rise; 7."),
    SettingsKey(
      "occlusion_window", .number(OcclusionSettings.windows), "Of occlusion, of the side; 0.15."),
    SettingsKey(
      "channels", .either([.words(["all"]), .integer(ScoreActivationSettings.channelCounts)]),
      "Of score-cam; 128."),
    SettingsKey("veil", .choice(Veil.self), "What hides a part of the picture; mean."),
    SettingsKey("mask", .text, "otsu, kmeans, threshold=VALUE or share=SHARE."),
    SettingsKey("smooth", .number(MaskRecipe.smoothings), "Of the map, of the side.", standard: 0),
    SettingsKey(
      "refine", .choice(MaskRefinement.self), "How the map is fitted to the picture.",
      standard: MaskRefinement.none.rawValue),
    SettingsKey(
      "components", .text, "all, largest, or how many of the largest.", standard: "all"),
    SettingsKey(
      "least_area", .number(MaskRecipe.leastAreas), "Of a component, of the picture.", standard: 0),
    SettingsKey("segmenter", .text, "A promptable segmenter that the mask prompts."),
    SettingsKey("prompt", .choice(PromptKind.self), "Of the segmenter; box."),
    SettingsKey(
      "checks", .flag, "Whether the maps are judged by deletion, other queries and more.",
      standard: false),
  ]
}
