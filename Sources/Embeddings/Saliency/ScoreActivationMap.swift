import Foundation
public import Images
import LinearAlgebra

/// Channels of a feature map, each weighted by how well the picture matches when only what excites it is
/// shown: Score-CAM, without gradients.
///
/// L = ReLU(Σ_k α_k A_k) with α = softmax(cos(f(X ∘ H_k), q) / τ), where H_k is the channel A_k brought to
/// the picture and scaled to [0, 1]. Differences between cosines are small where the paper has a classifier's
/// scores, hence the temperature τ. Flat channels are left out, and of the others those that vary most are
/// taken. Source: Wang et al., "Score-CAM: Score-weighted visual explanations for convolutional neural
/// networks" (2020), eqs 5 to 8.
public struct ScoreActivationMap: SaliencyMethod {
  private let encoder: any Encoder
  private let extractor: FeatureExtractor
  private let settings: ScoreActivationSettings

  public init(
    _ encoder: any Encoder, features extractor: FeatureExtractor,
    settings: ScoreActivationSettings = ScoreActivationSettings()
  ) {
    (self.encoder, self.extractor, self.settings) = (encoder, extractor, settings)
  }

  public var summary: String {
    "Score-CAM over \(extractor.summary), "
      + (settings.channels.map { "the \($0) channels of greatest variance" } ?? "all channels")
      + ", temperature \(settings.temperature), veil \(settings.veil.rawValue), "
      + "pictures to \(settings.side)"
  }

  public func map(of image: Image, query: [Float]) async throws -> SaliencyMap {
    let small = image.fitting(settings.side)
    let placement = extractor.placement(of: small)
    let grid = try await extractor.features(of: small)
    let channels = liveliestChannels(of: grid)
    let veil = settings.veil.image(of: small)
    let probe = try MatchProbe(encoder, query: query)
    let cosines = try await probe.cosines(channels.count) { number in
      let shown = SaliencyMap(
        grid: channels[number].unitScaled, placement, width: small.width, height: small.height)
      return small.faded(into: veil, keeping: shown.values.elements)
    }
    let sum = weightedSum(of: channels, cosines, rows: grid.rows, columns: grid.columns)
    return SaliencyMap(
      grid: sum, extractor.placement(of: image), width: image.width, height: image.height)
  }

  /// Those of greatest variance that are not flat, of equal ones the first.
  private func liveliestChannels(of grid: FeatureGrid) -> [Matrix<Float>] {
    let channels = (0..<grid.channels).map(grid.channel)
    let spreads = channels.map(\.spread)
    let order = channels.indices.filter { spreads[$0] > 0 }
      .sorted { (spreads[$1], $0) < (spreads[$0], $1) }
    return order.prefix(settings.channels ?? order.count).map { channels[$0] }
  }

  private func weightedSum(
    of channels: [Matrix<Float>], _ cosines: [Double], rows: Int, columns: Int
  ) -> Matrix<Float> {
    let greatest = cosines.max() ?? 0
    let powers = cosines.map { exp(($0 - greatest) / settings.temperature) }
    let total = powers.reduce(0, +)
    var sums = [Double](repeating: 0, count: rows * columns)
    for (channel, power) in zip(channels, powers) {
      for (place, value) in channel.elements.enumerated() {
        sums[place] += power / total * Double(value)
      }
    }
    return Matrix(rows: rows, columns: columns, elements: sums.map { Float(max(0, $0)) })
  }
}

/// Which channels are weighed, and how.
public struct ScoreActivationSettings: Sendable, Hashable, Codable {
  /// At most so many, in `channelCounts`; all where nil.
  public var channels: Int?
  /// Of the softmax over cosines, > 0.
  public var temperature: Double
  public var veil: Veil
  /// Pictures are made small to this longer side first, in pixels.
  public var side: Int

  public static let channelCounts = 1...100_000

  public init(
    channels: Int? = 128, temperature: Double = 0.01, veil: Veil = .mean, side: Int = 384
  ) {
    (self.channels, self.temperature, self.veil, self.side) = (channels, temperature, veil, side)
  }
}

extension Matrix<Float> {
  /// The sum of squared differences from the mean.
  fileprivate var spread: Double {
    let mean = elements.reduce(0.0) { $0 + Double($1) } / Double(elements.count)
    return elements.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
  }

  /// From 0 at the least to 1 at the greatest; of a map that is not flat.
  fileprivate var unitScaled: Matrix<Float> {
    let (least, greatest) = (elements.min() ?? 0, elements.max() ?? 1)
    return Matrix(
      rows: rows, columns: columns, elements: elements.map { ($0 - least) / (greatest - least) })
  }
}
