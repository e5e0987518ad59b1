public import Analyses
import Embeddings
public import Foundation
import Images

/// What the registry remembers of a run.
///
/// The run's folder has everything; a time is here and not in `run.json`, whose bytes it would change.
public struct RegisteredRun: Sendable, Codable, Equatable {
  /// Version of this layout.
  public let format: Int
  /// Day and time in UTC and four random digits, so that ids are in the order of runs.
  public let id: String
  public let title: String
  /// Absolute path of the run's folder.
  public let folder: String
  /// When it was written, ISO 8601 in UTC.
  public let time: String
  public let seed: UInt64
  public let dataset: String
  /// SHA-256 of the data.
  public let fingerprint: String
  public let images: Int
  public let encoders: [String]
  /// The first number of each result, in the plan's order.
  public let numbers: [ResultNumber]
  /// Gates that were crossed, waived ones among them; 0 without gates.
  public let crossedGates: Int
  /// SHA-256 of `run.json`, by which a folder that holds another run by now is told.
  public let digest: String
  /// Ascending.
  public internal(set) var tags: [String]

  static let currentFormat = 1
}

/// What became of a run's folder.
public enum RunPresence: String, Sendable, Codable {
  case there, gone
  /// Another run, or the same one again, was written to the same folder.
  case replaced
}

extension RegisteredRun {
  /// A new one, of a run that has been written.
  ///
  /// - Throws: `SettingsError` for a folder without a run.
  public init(_ folder: URL, at time: Date = .now) throws {
    let record = try RunWriter.record(in: folder)
    let stamp = Self.stamp(time)
    let digits = stamp.filter(\.isNumber).prefix(14)
    format = Self.currentFormat
    id = "\(digits.prefix(8))-\(digits.suffix(6))-\(UUID().uuidString.lowercased().prefix(4))"
    title = record.plan.title
    self.folder = folder.absoluteURL.standardizedFileURL.path
    self.time = stamp
    seed = record.plan.seed
    (dataset, fingerprint) = (record.dataset.name, record.dataset.fingerprint)
    images = record.dataset.images
    encoders = record.encoders.map(\.name)
    numbers = record.results.compactMap(\.numbers.first)
    crossedGates = record.gateOutcomes.count(where: \.isCrossed)
    digest = try Self.digest(of: folder)
    tags = []
  }

  /// Such that earlier times come first.
  static func stamp(_ time: Date) -> String {
    time.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt))
  }

  public var place: URL { URL(filePath: folder) }

  public var presence: RunPresence {
    guard let found = try? Self.digest(of: place) else { return .gone }  // A reason would not help.
    return found == digest ? .there : .replaced
  }

  static func digest(of folder: URL) throws -> String {
    ContentDigest(sha256Of: try Data(contentsOf: folder.appending(path: "run.json"))).hex
  }
}
