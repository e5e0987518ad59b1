public import Analyses
public import Datasets
import Embeddings
import Figures
public import Foundation
import Reports

/// A folder of its own for the figures of results: each as PNG, PDF and SVG, its numbers as CSV, and what
/// they show in `captions.md`.
public struct FigureFolder: Sendable {
  private let folder: URL

  public init(_ folder: URL) {
    self.folder = folder
  }

  private static let captions = "captions.md"

  /// Refuses a destination that cannot be written or holds anything but former figures. Called
  /// before any work.
  ///
  /// - Throws: `SettingsError`; `EmbeddingError.unwritable`.
  public func check() throws {
    try WholeFolder.check(folder)
    guard FileManager.default.fileExists(atPath: folder.path) else { return }
    // No folder, or none that can be read: nil.
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    guard let names, names.isEmpty || names.contains(Self.captions),
      names.allSatisfy({ name in
        name == Self.captions
          || (FigureFile.endings + ["csv"]).contains { name.hasSuffix(".\($0)") }
      })
    else {
      throw SettingsError.wrongValue(
        place: folder.path, found: "something other than figures of a former run",
        expected: "a new or empty folder; choose another")
    }
  }

  /// Draws what the report of a run would show.
  ///
  /// - Parameter loaded: what the results are of, in order; those read as images are pictured.
  /// A folder without figures says so, and keeps none of a former run.
  ///
  /// - Returns: how many figures there are.
  public func write(_ results: [AnalysisResult], of loaded: [LoadedItems]) throws -> Int {
    let wanted = Set(results.flatMap(\.picturedSamples))
    return try write(results, pictures: try loaded.map { try $0.pictures(of: wanted) })
  }

  /// The same of results of a data set's pictures and not of their vectors.
  public func write(_ results: [AnalysisResult], of dataset: Dataset) throws -> Int {
    let wanted = Set(results.flatMap(\.picturedSamples))
    return try write(results, pictures: [try dataset.pictures(of: wanted)])
  }

  private func write(
    _ results: [AnalysisResult], pictures: [[String: Bitmap]]
  ) throws -> Int {
    let context = ReportContext(
      pictures: pictures.first ?? [:], secondPictures: pictures.count > 1 ? pictures[1] : nil)
    let figures = Report(
      title: "", question: "", sections: results.map { $0.section(context, among: results) }
    ).figures
    try WholeFolder.write(folder) { staging in
      try figures.write(to: staging) { _ in }
      let lines =
        figures.isEmpty
        ? ["No figures: nothing in this result is drawn.\n"]
        : figures.map { "- `\($0.name)`: \($0.caption)\n" }
      try WholeFile.write(lines.joined(), to: staging.appending(path: Self.captions))
    }
    return figures.count
  }
}

extension [NamedFigure] {
  /// Each as PNG, PDF and SVG, and its numbers as CSV.
  ///
  /// - Parameter advanced: is told how many are done before each.
  func write(to folder: URL, advanced: (_ done: Int) -> Void) throws {
    for (done, named) in enumerated() {
      try Task.checkCancellation()
      advanced(done)
      for ending in FigureFile.endings {
        try FigureFile.write(
          named.figure, alternative: named.alternative,
          to: folder.appending(path: "\(named.name).\(ending)"))
      }
      guard let numbers = named.figure.numbers else { continue }
      try WholeFile.write(numbers.csv, to: folder.appending(path: "\(named.name).csv"))
    }
  }
}

extension LoadedItems {
  /// Small pictures by id; none of vectors that were computed elsewhere.
  fileprivate func pictures(of ids: Set<String>) throws -> [String: Bitmap] {
    try dataset?.pictures(of: ids, prefix: prefix) ?? [:]
  }
}

extension Dataset {
  /// - Parameter prefix: of the samples' ids in `ids`.
  fileprivate func pictures(
    of ids: Set<String>, prefix: String = ""
  ) throws -> [String: Bitmap] {
    var pictures: [String: Bitmap] = [:]
    for sample in samples where ids.contains(prefix + sample.id) {
      try Task.checkCancellation()
      pictures[prefix + sample.id] = try sample.picture(decoding).bitmap
    }
    return pictures
  }
}
