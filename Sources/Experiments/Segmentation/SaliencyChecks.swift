public import Analyses
import Datasets
import Embeddings
public import Foundation
import Images
import LinearAlgebra
import Reports
import Statistics

extension ItemLoader {
  /// Judges the maps that a folder holds: by deletion and insertion, against the same maps moved around the
  /// picture; by how much is left of them with permuted weights, and with another query. Writes
  /// `checks.csv` and `curves.csv` beside them, and the mean curves as `deletion.png` and `insertion.png`.
  ///
  /// - Throws: `SettingsError` for maps that ask for nothing; what opening models and encoding throws.
  public func check(
    _ plan: SaliencyPlan, of path: String, in folder: URL, seed: UInt64
  ) async throws -> MapChecks {
    guard plan.kind != .foreground else {
      throw SettingsError.wrongValue(
        place: "--check", found: "--map foreground, which asks for nothing",
        expected: "a map of a match")
    }
    let phase = Phase.analyse(question: "checks", encoder: plan.encoder)
    progress(.started(phase))
    let checks = try await check(
      plan, named: plan.kind.rawValue, of: try await pictures(at: path), in: folder, seed: seed
    ) { [progress] in progress(.advanced(phase, done: $0, total: $1)) }
    for curve in CheckCurve.allCases {
      guard let figure = checks.figure(of: curve) else { continue }
      try FigureFile.write(figure, to: folder.appending(path: "\(curve.rawValue).png"))
    }
    progress(.finished(phase, summary: checks.summary))
    return checks
  }

  /// - Parameter method: what the maps are called.
  func check(
    _ plan: SaliencyPlan, named method: String, of dataset: Dataset, in folder: URL, seed: UInt64,
    _ progress: WorkProgress
  ) async throws -> MapChecks {
    let temporary = FileManager.default.temporaryDirectory
      .appending(path: "semblance-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
    // What the system clears away anyway.
    defer { try? FileManager.default.removeItem(at: temporary) }
    let check = SaliencyCheck(
      controls: try await controls(plan, .permuted(seed: seed, folder: temporary)),
      dataset: dataset, folder: folder, seed: seed)
    let found = try await check.run(progress)
    try WholeFile.write([
      WholeFile.Part(Data(found.maps.table.utf8), to: folder.appending(path: "checks.csv")),
      WholeFile.Part(Data(found.maps.curveTable.utf8), to: folder.appending(path: "curves.csv")),
    ])
    let samples = dataset.byID
    let groups = found.maps.map { samples[$0.id]?.group }
    return judgeMaps(
      found.maps, groups: groups.withoutGaps, method: method, unreadable: found.unreadable,
      warnings: groups.gapWarnings, seed: seed)
  }

  private func controls(
    _ plan: SaliencyPlan, _ permuted: WeightChoice
  ) async throws -> SaliencyControls {
    let pictures = try await queryPictures(plan.query)
    let hasWeights = try ModelLibrary(catalog.installation).model(named: plan.encoder) != nil
    var nonsense = plan
    if let query = plan.query.nonsense { nonsense.query = query }
    return SaliencyControls(
      maker: try await catalog.saliencyMaker(plan, pictures: pictures),
      permuted: hasWeights
        ? try await catalog.saliencyMaker(plan, pictures: pictures, weights: permuted) : nil,
      nonsense: nonsense == plan
        ? nil : try await catalog.saliencyMaker(nonsense, pictures: pictures).query)
  }
}

extension MapChecks {
  var summary: String { "\(images) map\(images == 1 ? "" : "s")" }
}

/// A method, and what its maps are held against.
private struct SaliencyControls: Sendable {
  let maker: SaliencyMaker
  /// Nil for an encoder without weights.
  let permuted: SaliencyMaker?
  /// The vector of texts without a meaning, for queries of text.
  let nonsense: [Float]?
}

/// The work of checking.
private struct SaliencyCheck: Sendable {
  let controls: SaliencyControls
  let dataset: Dataset
  let folder: URL
  let seed: UInt64

  /// Maps are compared at this longer side.
  private static let side = 192

  struct Outcome {
    var maps: [CheckedMap] = []
    var unreadable: [UnreadableFile] = []
  }

  func run(_ progress: WorkProgress) async throws -> Outcome {
    var outcome = Outcome()
    guard let encoder = controls.maker.encoder else { return outcome }
    let judge = PerturbationCheck(encoder)
    for place in dataset.samples.indices {
      try Task.checkCancellation()
      progress(place, dataset.samples.count)
      do {
        guard let (map, image) = try stored(place) else { continue }
        outcome.maps.append(try await check(place, map, image, judge))
      } catch let problem as UnreadableMap {
        outcome.unreadable.append(
          UnreadableFile(path: dataset.samples[place].id, reason: problem.reason))
      } catch let error as EmbeddingError {
        // Of weights in another order numbers may well be infinite.
        guard case .outputNotFinite = error else { throw error }
        outcome.unreadable.append(
          UnreadableFile(path: dataset.samples[place].id, reason: "\(error)"))
      }
    }
    return outcome
  }

  /// Why the map of a picture cannot be judged.
  private struct UnreadableMap: Error {
    let reason: String
  }

  /// Nil for a picture that was passed over when maps were made, which was told then.
  private func stored(_ place: Int) throws(UnreadableMap) -> (map: SaliencyMap, image: Image)? {
    let sample = dataset.samples[place]
    let file = folder.appending(path: MadeFiles(sample, folder: folder).map)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    do {
      let image = try sample.loadImage(dataset.decoding).image
      let map = try SaliencyMap(file: file, limits: dataset.decoding.limits)
      guard (map.width, map.height) == (image.width, image.height) else {
        throw UnreadableMap(reason: "its map has another size")
      }
      guard let encoder = controls.maker.encoder else { return (map, image) }
      return (map.seen(through: encoder.placement(of: image)), image)
    } catch let problem as UnreadableMap {
      throw problem
    } catch {
      throw UnreadableMap(reason: "\(error)")
    }
  }

  private func check(
    _ place: Int, _ map: SaliencyMap, _ image: Image, _ judge: PerturbationCheck
  ) async throws -> CheckedMap {
    let query = try await controls.maker.query(for: image)
    let curves = try await judge.curves(of: map, on: image, query: query)
    let moved = try await judge.movedCurves(
      of: map, on: image, query: query, seed: seed, number: place)
    let small = image.fitting(Self.side)
    let own = try await controls.maker.asking(query).map(of: small)
    func agreement(_ other: SaliencyMap?) -> MapAgreement? {
      other.map { MapAgreement(own.seenValues, $0.seenValues) }
    }
    let another = try await otherQuery(than: query, of: place)
    let other: SaliencyMap? =
      if let another { try await controls.maker.asking(another).map(of: small) } else { nil }
    return CheckedMap(
      id: dataset.samples[place].id, curves: curves, moved: moved,
      permuted: agreement(try await controls.permuted?.map(of: small)), other: agreement(other),
      nonsense: try await nonsenseMatch(of: image, judge))
  }

  private func nonsenseMatch(
    of image: Image, _ judge: PerturbationCheck
  ) async throws -> Double? {
    guard let nonsense = controls.nonsense else { return nil }
    return try await judge.match(of: image, query: nonsense)
  }

  /// Vectors of so high a cosine are of one picture.
  private static let same = 0.9999

  /// Nonsense for a text; for pictures the vector of the next that has other pixels, is not what is looked for
  /// itself, and can be read. Nil where there is none.
  private func otherQuery(than query: [Float], of place: Int) async throws -> [Float]? {
    if let nonsense = controls.nonsense { return nonsense }
    let count = dataset.samples.count
    for step in 1..<max(1, count) {
      let next = (place + step) % count
      // One that went away meanwhile is as good as none.
      guard dataset.facts[next].pixelDigest != dataset.facts[place].pixelDigest,
        let image = try? dataset.samples[next].loadImage(dataset.decoding).image
      else { continue }
      guard let vector = try await controls.maker.encoder?.encode([image]).elements else { break }
      let both = UnitRows(Matrix([query, vector]))
      if let cosine = both.cosine(0, both, 1), cosine < Self.same { return vector }
    }
    return nil
  }
}

extension [CheckedMap] {
  /// A row a picture.
  fileprivate var table: String {
    let rows = map { map in
      [map.id] + MapCheckMeasure.allCases.map { map.value(of: $0).map(Self.brief) ?? "" }
    }
    return DelimitedText.text(of: [["id"] + MapCheckMeasure.allCases.map(\.rawValue)] + rows)
  }

  /// A row for each share of a picture's pixels.
  fileprivate var curveTable: String {
    let heading = [
      "id", "share", "deletion", "deletion_moved", "insertion", "insertion_moved",
    ]
    let rows = flatMap { map in
      map.curves.deletion.indices.map { place in
        [map.id, Self.brief(Double(place) / Double(map.curves.deletion.count - 1))]
          + [
            map.curves.deletion, map.moved.deletion, map.curves.insertion, map.moved.insertion,
          ].map { Self.brief($0[place]) }
      }
    }
    return DelimitedText.text(of: [heading] + rows)
  }

  private static func brief(_ value: Double) -> String { String(format: "%.6f", value) }
}
