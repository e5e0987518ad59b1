import Analyses
import Embeddings
public import Foundation
import LinearAlgebra
public import Statistics

/// What differs between two runs: data, encoders, settings and numbers.
public struct RunComparison: Sendable, Encodable {
  /// The fingerprints are equal: the same images with the same labels, splits and groups.
  public let isSameData: Bool
  /// How data, program and encoders are called in both; equal ones are left out.
  public let conditions: [Change]
  /// Keys of the plan; equal ones are left out.
  public let settings: [Change]
  /// Of both runs, in the order of the first; those that are of one run alone among them.
  public let numbers: [NumberChange]

  public struct Change: Sendable, Encodable, Equatable {
    public let key: String
    /// Nil where there was none.
    public let before: String?
    public let after: String?
  }

  /// A number before and after.
  public struct NumberChange: Sendable, Encodable {
    public let name: String
    public let encoder: String?
    public let before: Double?
    public let after: Double?
    /// Of after less before; nil where one is missing.
    public let difference: Double?
    /// As if both runs were of independent images; nil where a number has no interval.
    public let interval: Interval?

    /// Whether the interval is clear of 0; nil without one.
    public var isTold: Bool? { interval.map { $0.low > 0 || $0.high < 0 } }
  }

  /// - Throws: `SettingsError` for folders that hold no runs.
  public init(before: URL, after: URL) throws {
    try self.init(RunWriter.record(in: before), RunWriter.record(in: after))
  }

  init(_ before: RunRecord, _ after: RunRecord) throws {
    isSameData = before.dataset.fingerprint == after.dataset.fingerprint
    conditions = Self.changes(before.conditions, after.conditions)
    settings = Self.changes(before.plan.byPath, after.plan.byPath)
    numbers = Self.changes(before.results.numbers, after.results.numbers)
  }

  private static func changes(_ before: [String: String], _ after: [String: String]) -> [Change] {
    Set(before.keys).union(after.keys).sorted().compactMap { key in
      before[key] == after[key]
        ? nil : Change(key: key, before: before[key], after: after[key])
    }
  }

  private static func changes(
    _ before: [ResultNumber], _ after: [ResultNumber]
  ) -> [NumberChange] {
    let found = Dictionary(after.map { ([$0.name, $0.encoder], $0) }) { first, _ in first }
    let known = Set(before.map { [$0.name, $0.encoder] })
    return before.map { NumberChange($0, found[[$0.name, $0.encoder]]) }
      + after.filter { !known.contains([$0.name, $0.encoder]) }.map { NumberChange(nil, $0) }
  }
}

extension RunComparison.NumberChange {
  fileprivate init(_ before: ResultNumber?, _ after: ResultNumber?) {
    name = before?.name ?? after?.name ?? ""
    encoder = before?.encoder ?? after?.encoder
    (self.before, self.after) = (before?.value, after?.value)
    difference = before.flatMap { before in after.map { $0.value - before.value } }
    guard let before, let after, let a = after.interval, let b = before.interval else {
      interval = nil
      return
    }
    interval = differenceInterval((after.value, a), (before.value, b))
  }
}

extension ExperimentPlan {
  fileprivate var byPath: [String: String] {
    Dictionary(settings.map { ($0.path, $0.value) }) { first, _ in first }
  }
}

extension [AnalysisResult] {
  fileprivate var numbers: [ResultNumber] { flatMap(\.numbers) }
}

extension RunRecord {
  /// What the numbers were found on and with.
  fileprivate var conditions: [String: String] {
    var found = [
      "data": dataset.name, "images": "\(dataset.images)",
      "fingerprint": String(dataset.fingerprint.prefix(16)), "program": program,
      "linear algebra": "\(blas.configuration), kernel \(blas.core)",
    ]
    for id in encoders { found["encoder \(id.name)"] = id.brief }
    return found
  }
}
