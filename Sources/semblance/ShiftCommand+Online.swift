import Analyses
import ArgumentParser
import Datasets
import Embeddings
import Experiments
import Foundation
import Reports
import Statistics

extension ShiftCommand {
  /// What is known before any work.
  func checkOnline() throws {
    guard sources.count >= 2 else {
      throw ValidationError("--online needs a reference and at least one batch; name both")
    }
    guard kernel == .gaussian else {
      throw ValidationError("--online has the Gaussian kernel; leave --kernel out")
    }
    guard !sides.asksForMore, sides.units.count <= 1, sides.unitsReference == nil else {
      throw ValidationError(
        "--online takes none of --by, --within, --rest, --items, --strata, --match and files of "
          + "units; name the column of units with --units COLUMN")
    }
    if let other = parts.ofTwoSets ?? (figures.figures == nil ? nil : "--figures") {
      throw ValidationError(
        "--online takes no \(other); the stream is drawn by --figure FILE and written by --json FILE"
      )
    }
    guard gates.failOn.isEmpty else {
      throw ValidationError("--online takes --fail-on-alarm instead of --fail-on")
    }
  }

  /// Follows a stream of batches.
  func watch() async throws {
    let file = stream.state.map { OnlineShiftFile(URL(filePath: $0)) }
    try file?.check()
    if let figure = stream.figure { try FigureFile.check(URL(filePath: figure)) }
    let remembered = try file?.read()
    let loaded = try await inputs.loadStream(sources, units: sides.units.first)
    let batches = try loaded.batches.flatMap { batch in
      try batch.cut(into: stream.batchSize, orderedBy: stream.orderBy)
    }
    var plan = OnlineShiftPlan(
      stream.settings(permutations: permutations, bandwidth: bandwidth, seed: seed))
    plan.normalized = !noNormalize
    let identity = OnlineShiftIdentity(
      reference: loaded.read[0], loaded.reference, plan: plan)
    let streams = stream.streams ?? 100
    let watched = try await inputs.follow("watch the stream") { progress in
      var watched = try OnlineShift(
        reference: loaded.reference, identity: identity, encoder: loaded.encoder,
        continuing: remembered)
      if watched.isNew {
        watched.measureRunLength(
          streams: streams, batchUnits: batches.lazy.compactMap(\.units).first ?? 2,
          progress: progress)
      }
      for batch in batches { try watched.add(batch) }
      return watched
    }
    // What is remembered comes last, so that a batch is not counted before its results are there.
    try await outputs.write(watched.result, of: loaded.read)
    if let figure = stream.figure {
      try FigureFile.write(watched.result.figure, to: URL(filePath: figure))
    }
    try file?.write(watched.state)
    Terminal.show(watched.result, new: batches.count)
    let alarms = watched.result.batches.suffix(batches.count).filter(\.isAlarm)
    if stream.failOnAlarm, let first = alarms.first {
      Terminal.error(
        "alarm at \(first.name), and \(alarms.count - 1) more of \(batches.count) batches")
      throw ExitCode(2)
    }
  }
}

extension OnlineShift {
  fileprivate mutating func add(_ batch: StreamBatch) throws(AnalysisError) {
    switch batch {
    case .items(let items): try add(items)
    case .unusable(let name, let reason): skip(name, because: reason)
    }
  }
}

/// A reference and what follows it.
struct LoadedStream: Sendable {
  let reference: EmbeddedItems
  let batches: [StreamBatch]
  /// Everything that could be read, the reference first.
  let read: [LoadedItems]

  var encoder: String? { read.lazy.compactMap(\.encoder).first?.name }
}

/// A batch, or a source in which there is none.
enum StreamBatch: Sendable {
  case items(EmbeddedItems)
  case unusable(name: String, reason: String)

  /// Of those that can be used.
  var units: Int? {
    guard case .items(let items) = self else { return nil }
    return items.units.map { Set($0).count } ?? items.count
  }

  func cut(into size: Int?, orderedBy column: String?) throws(AnalysisError) -> [StreamBatch] {
    guard case .items(let items) = self else { return [self] }
    return try items.batches(of: size, orderedBy: column).map { .items($0) }
  }
}

extension InputOptions {
  /// - Parameter units: a column that names them; nil for the groups, where there are some.
  func loadStream(_ paths: [String], units: String?) async throws -> LoadedStream {
    try checkUse(for: paths)
    try requireLinearAlgebra()
    let loader = try loader(for: paths)
    func withUnits(_ items: EmbeddedItems) throws -> EmbeddedItems {
      try units.map { try items.withUnits(of: $0) } ?? items
    }
    var read = [try await loader.items(at: paths[0])]
    let reference = try withUnits(read[0].items)
    var batches: [StreamBatch] = []
    for path in paths.dropFirst() {
      do {
        let items = try await loader.items(at: path)
        read.append(items)
        batches.append(.items(try withUnits(items.items)))
      } catch EmbeddingError.noImages(let name, let unreadable) {
        Terminal.list(unreadable: unreadable)
        batches.append(.unusable(name: name, reason: "no readable image in it"))
      }
    }
    for items in read { Terminal.list(unreadable: items.unreadable) }
    try requireOneEncoder(of: read)
    return LoadedStream(reference: reference, batches: batches, read: read)
  }
}
