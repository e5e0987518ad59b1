public import Analyses
import Datasets
import Embeddings
public import Foundation
import Images
import LinearAlgebra
public import Statistics

/// How far maps are to be trusted.
public struct SaliencyChecks: Sendable {
  public let rows: [Row]

  /// A measure over pictures.
  public struct Row: Sendable {
    public let name: String
    public let mean: Double
    /// Nil for fewer than two units.
    public let interval: Interval?
    /// Pictures that have a value.
    public let count: Int
  }
}

/// The checks of one picture's map.
private struct PictureCheck: Sendable {
  let id: String
  let unit: String
  let curves: PerturbationCurves
  let moved: PerturbationCurves
  /// With the map of permuted weights; nil where there are none.
  let permuted: MapAgreement?
  /// With the map of another query.
  let other: MapAgreement
}

extension ItemLoader {
  /// Judges the maps that a folder holds: by deletion and insertion, against the same maps moved around the
  /// picture; by how much is left of them with permuted weights, and with another query. Writes
  /// `checks.csv` beside them.
  ///
  /// - Throws: `SettingsError` for maps that ask for nothing; what opening models and encoding throws.
  public func check(
    _ plan: SaliencyPlan, of path: String, in folder: URL, seed: UInt64
  ) async throws -> SaliencyChecks {
    guard plan.kind != .foreground else {
      throw SettingsError.wrongValue(
        place: "--check", found: "--map foreground, which asks for nothing",
        expected: "a map of a match")
    }
    let temporary = FileManager.default.temporaryDirectory
      .appending(path: "semblance-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
    // What the system clears away anyway.
    defer { try? FileManager.default.removeItem(at: temporary) }
    let pictures = try await queryPictures(plan.query)
    let maker = try await catalog.saliencyMaker(plan, pictures: pictures)
    let permuted =
      try await hasWeights(plan)
      ? catalog.saliencyMaker(
        plan, pictures: pictures, weights: .permuted(seed: seed, folder: temporary)) : nil
    let check = SaliencyCheck(
      maker: maker, permuted: permuted, dataset: try await self.pictures(at: path), folder: folder,
      nonsense: try await nonsense(plan), seed: seed)
    let found = try await check.run(progress)
    try WholeFile.write(found.table, to: folder.appending(path: "checks.csv"))
    return SaliencyChecks(rows: found.rows(seed: seed))
  }

  private func hasWeights(_ plan: SaliencyPlan) throws -> Bool {
    try ModelLibrary(catalog.installation).model(named: plan.encoder) != nil
  }

  /// The vector of texts without a meaning, for queries of text.
  private func nonsense(_ plan: SaliencyPlan) async throws -> [Float]? {
    guard case .text(_, let space) = plan.query else { return nil }
    var asked = plan
    asked.query = .text(
      prompts: ["vrolp nixen quadder", "the ombly trask of fenn", "zuppin wegh marl"], space: space)
    return try await catalog.saliencyMaker(asked, pictures: QueryPictures()).query
  }
}

/// The work of checking.
private struct SaliencyCheck: Sendable {
  let maker: SaliencyMaker
  let permuted: SaliencyMaker?
  let dataset: Dataset
  let folder: URL
  let nonsense: [Float]?
  let seed: UInt64

  /// Maps are compared at this longer side.
  private static let side = 192

  func run(_ progress: ProgressHandler) async throws -> [PictureCheck] {
    guard let encoder = maker.encoder else { return [] }
    let judge = PerturbationCheck(encoder)
    let phase = Phase.analyse(question: "checks", encoder: encoder.id.name)
    progress(.started(phase))
    var checks: [PictureCheck] = []
    for place in dataset.samples.indices {
      try Task.checkCancellation()
      progress(.advanced(phase, done: place, total: dataset.samples.count))
      if let check = try await check(place, judge) { checks.append(check) }
    }
    progress(.finished(phase, summary: "\(checks.count) maps"))
    return checks
  }

  /// Nil for a picture without a map.
  private func check(_ place: Int, _ judge: PerturbationCheck) async throws -> PictureCheck? {
    let sample = dataset.samples[place]
    let file = folder.appending(path: MadeFiles(sample, folder: folder).map)
    // A picture that was passed over has no map, and one that cannot be read none either.
    guard let stored = try? decodeSoftMap(Data(contentsOf: file)),
      let image = try? sample.loadImage(dataset.decoding).image,
      (stored.width, stored.height) == (image.width, image.height)
    else { return nil }
    let map = SaliencyMap(
      values: Matrix(rows: stored.height, columns: stored.width, elements: stored.values))
    let query = try await maker.query(for: image)
    let curves = try await judge.curves(of: map, on: image, query: query)
    let moved = try await judge.movedCurves(
      of: map, on: image, query: query, seed: seed, number: place)
    let small = image.fitting(Self.side)
    let own = try await maker.asking(query).map(of: small)
    let other = try await maker.asking(try await otherQuery(than: place)).map(of: small)
    let blind = try await permuted?.map(of: small)
    return PictureCheck(
      id: sample.id, unit: sample.group ?? sample.id, curves: curves, moved: moved,
      permuted: blind.map { MapAgreement(own.seenValues, $0.seenValues) },
      other: MapAgreement(own.seenValues, other.seenValues))
  }

  /// Nonsense for a text; the vector of the next picture with other pixels for pictures.
  private func otherQuery(than place: Int) async throws -> [Float] {
    if let nonsense { return nonsense }
    let count = dataset.samples.count
    let next = (1..<max(2, count)).lazy.map { (place + $0) % count }
      .first { dataset.facts[$0].pixelDigest != dataset.facts[place].pixelDigest }
    let image = try dataset.samples[next ?? place].loadImage(dataset.decoding).image
    return try await maker.encoder?.encode([image]).elements ?? []
  }
}

extension [PictureCheck] {
  private static let measures:
    [(name: String, heading: String, of: @Sendable (PictureCheck) -> Double?)] = [
      ("deletion area (low is good)", "deletion", { $0.curves.deletionArea }),
      ("  the same maps moved", "deletion_moved", { $0.moved.deletionArea }),
      ("  less", "deletion_gain", { $0.curves.deletionArea - $0.moved.deletionArea }),
      ("insertion area (high is good)", "insertion", { $0.curves.insertionArea }),
      ("  the same maps moved", "insertion_moved", { $0.moved.insertionArea }),
      ("  more", "insertion_gain", { $0.curves.insertionArea - $0.moved.insertionArea }),
      (
        "permuted weights: rank correlation (near 0 is good)", "permuted_rank",
        { $0.permuted?.rankCorrelation }
      ),
      (
        "permuted weights: structural similarity", "permuted_similarity",
        { $0.permuted?.structuralSimilarity }
      ),
      ("another query: rank correlation", "other_rank", { $0.other.rankCorrelation }),
      (
        "another query: structural similarity", "other_similarity",
        { $0.other.structuralSimilarity }
      ),
    ]

  fileprivate func rows(seed: UInt64) -> [SaliencyChecks.Row] {
    Self.measures.compactMap { name, heading, value in
      let found = compactMap { check in value(check).map { (unit: check.unit, value: $0) } }
      guard !found.isEmpty else { return nil }
      let units = Dictionary(grouping: found, by: \.unit).sorted { $0.key < $1.key }.map(\.value)
      let sums = units.map { $0.reduce(0) { $0 + $1.value } }
      return SaliencyChecks.Row(
        name: name, mean: sums.reduce(0, +) / Double(found.count),
        interval: groupBootstrapInterval(
          of: sums, over: units.map { Double($0.count) }, seed: seed, stream: "saliency.\(heading)"),
        count: found.count)
    }
  }

  fileprivate var table: String {
    let heading = ["id"] + Self.measures.map(\.heading)
    let rows = map { check in
      [check.id] + Self.measures.map { $0.of(check).map { String(format: "%.6f", $0) } ?? "" }
    }
    return DelimitedText.text(of: [heading] + rows)
  }
}
