import Analyses
public import Datasets
import Embeddings
import Figures
public import Foundation
import Images
import Reports

/// Writes a run's folder: `run.json`, `timings.json`, pictures, clean splits, tables of labels and filters, masks, figures and reports.
///
/// Everything is written into a folder beside it first, which then takes its place: the report is
/// there as a whole or as it was before.
public struct RunWriter: Sendable {
  private let folder: URL
  private let progress: ProgressHandler

  public init(folder: URL, progress: @escaping ProgressHandler) {
    self.folder = folder
    self.progress = progress
  }

  /// What a run's folder holds; anything else in it is somebody's, and is never replaced.
  private static let ownNames: Set<String> = [
    "run.json", "timings.json", "pictures", "clean", "labels", "masks", "figures",
    "report.md", "report.html", "report.pdf", "references.bib", "latex",
    ResearchCrate.fileName,
  ]

  /// Whether a folder has no entry but those of a run.
  static func holdsNothingElse(_ folder: URL) -> Bool {
    // What cannot be listed is nothing that a run wrote.
    let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return names.map { $0.contains("run.json") && ownNames.isSuperset(of: $0) } ?? false
  }

  /// Files of a run's folder itself, and of some folders in it, by their paths; ascending.
  static func files(in folder: URL, below folders: [String]) throws -> [String] {
    let files = FileManager.default
    return try ([""] + folders.map { "\($0)/" }).flatMap { place -> [String] in
      let whole = folder.appending(path: place)
      guard files.fileExists(atPath: whole.path) else { return [] }
      return try files.contentsOfDirectory(atPath: whole.path).sorted().map { place + $0 }
        .filter { isFile(folder, $0) }
    }
  }

  private static func isFile(_ folder: URL, _ name: String) -> Bool {
    var isFolder: ObjCBool = false
    let isThere = unsafe FileManager.default.fileExists(
      atPath: folder.appending(path: name).path, isDirectory: &isFolder)
    return isThere && !isFolder.boolValue
  }

  /// Refuses a destination that cannot be written or holds anything but a former run. Called
  /// before any work.
  ///
  /// - Throws: `SettingsError` that names the first foreign entry; `EmbeddingError.unwritable`.
  public func checkDestination() throws {
    try WholeFolder.check(folder)
    guard FileManager.default.fileExists(atPath: folder.path) else { return }
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    } catch {
      throw SettingsError.wrongValue(
        place: folder.path, found: "something that is no readable folder",
        expected: "a new folder; choose another with -o")
    }
    let foreign = names.first { !Self.ownNames.contains($0) }
    guard foreign != nil || !(names.isEmpty || names.contains("run.json")) else { return }
    throw SettingsError.wrongValue(
      place: folder.path, found: "\(foreign ?? names[0]), which is no part of a run",
      expected: "a new or empty folder, or a former run; choose another with -o")
  }

  public func write(_ run: FinishedRun) throws {
    try checkDestination()
    try WholeFolder.write(folder) { staging in
      let record = try storePictures(of: run, in: staging)
      try WholeFile.write(try RunJSON.compact(record), to: staging.appending(path: "run.json"))
      try WholeFile.write(
        try RunJSON.pretty(run.times), to: staging.appending(path: "timings.json"))
      try writeCleanSplits(of: run, in: staging)
      try writeLabels(of: run, in: staging)
      try writeMasks(of: run, in: staging)
      try draw(record, pictures: try loadPictures(record, from: staging), in: staging)
    }
    run.kept.remove()
  }

  /// One for each encoder, in `clean/ENCODER/`; none where an id that goes has a line break.
  private func writeCleanSplits(of run: FinishedRun, in staging: URL) throws {
    for (encoder, split) in run.cleanSplits where split.isWritable {
      let place = "clean/\(encoder)"
      try FileManager.default.createDirectory(
        at: staging.appending(path: place), withIntermediateDirectories: true)
      try split.write(into: staging.appending(path: place), as: folder.appending(path: place))
    }
  }

  /// Of each encoder, in `labels/ENCODER/`.
  private func writeLabels(of run: FinishedRun, in staging: URL) throws {
    for (encoder, files) in run.labels where !files.isEmpty {
      let place = staging.appending(path: "labels/\(encoder)")
      try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
      try files.write(to: place)
    }
  }

  /// Of each method that made some, in `masks/METHOD/`.
  private func writeMasks(of run: FinishedRun, in staging: URL) throws {
    for masks in run.masks {
      let place = "masks/\(masks.method.name)"
      try masks.write(
        of: run.dataset, into: staging.appending(path: place), as: folder.appending(path: place),
        showsPictures: run.record.plan.pictures)
    }
  }

  /// Draws figures and reports again from `run.json`, computing nothing.
  ///
  /// - Parameter hasLaTeX: whether tables and methods are written for LaTeX as well.
  public func redraw(hasLaTeX: Bool = false) throws {
    let record = try Self.record(in: folder)
    let pictures = try loadPictures(record, from: folder)
    try checkDestination()
    try WholeFolder.write(folder) { staging in
      for kept in ["run.json", "timings.json", "pictures", "clean", "labels", "masks"] {
        let source = folder.appending(path: kept)
        guard FileManager.default.fileExists(atPath: source.path) else { continue }
        try FileManager.default.copyItem(at: source, to: staging.appending(path: kept))
      }
      try draw(
        record, pictures: pictures, isRedrawn: true, hasLaTeX: hasLaTeX, in: staging)
    }
  }

  /// Writes a former run again for those who may see neither pictures nor names of images and groups:
  /// `run.json` and reports, and none of the tables that name images.
  ///
  /// - Parameter run: the folder of the former run.
  /// - Throws: `SettingsError` where the folder holds a run, the former one above all, that is not such a
  ///   copy of it.
  public func writePseudonymous(
    _ run: URL, key: PseudonymKey, hasLaTeX: Bool = false
  ) throws {
    let record = try Self.record(in: run).pseudonymous(key)
    try checkDestination()
    try refuseOtherRun(than: record)
    try WholeFolder.write(folder) { staging in
      try WholeFile.write(try RunJSON.compact(record), to: staging.appending(path: "run.json"))
      try draw(record, pictures: [:], hasLaTeX: hasLaTeX, in: staging)
    }
  }

  /// What is replaced can be made again from the original; anything else would be lost.
  private func refuseOtherRun(than record: RunRecord) throws {
    let file = folder.appending(path: "run.json").path
    guard FileManager.default.fileExists(atPath: file) else { return }
    let found = try Self.record(in: folder)
    guard
      found.hasPseudonyms != true || found.plan.title != record.plan.title
        || found.dataset.fingerprint != record.dataset.fingerprint
    else { return }
    throw SettingsError.wrongValue(
      place: folder.path, found: "a run that is no copy without pixels of this one",
      expected: "a new or empty folder, or a former copy; choose another with -o")
  }

  /// - Throws: `SettingsError` when the folder holds no run of a layout that this program knows.
  public static func record(in folder: URL) throws -> RunRecord {
    let file = folder.appending(path: "run.json")
    guard let data = FileManager.default.contents(atPath: file.path) else {
      throw SettingsError.unreadable(
        file: file.path, reason: "no run is there",
        remedy: "make one with `semblance run PLAN`, or name another folder")
    }
    do {
      let record = try RunJSON.decode(RunRecord.self, from: data)
      guard record.format == RunRecord.currentFormat else { throw CocoaError(.coderInvalidValue) }
      return record
    } catch {
      throw SettingsError.unreadable(
        file: file.path, reason: "damaged, or not a run of format \(RunRecord.currentFormat)",
        remedy: "carry out the plan again")
    }
  }

  private func draw(
    _ record: RunRecord, pictures: [String: Bitmap], isRedrawn: Bool = false,
    hasLaTeX: Bool = false, in folder: URL
  ) throws {
    let report = record.report(pictures: pictures)
    let figures = folder.appending(path: "figures")
    try FileManager.default.createDirectory(at: figures, withIntermediateDirectories: true)
    let phase = Phase.write(folder: self.folder.lastPathComponent)
    progress(.started(phase))
    let all = report.figures
    try all.write(to: figures) { progress(.advanced(phase, done: $0, total: all.count)) }
    try WholeFile.write(report.markdown, to: folder.appending(path: "report.md"))
    try WholeFile.write(
      report.html(images: try embedded(report.figures, from: figures)),
      to: folder.appending(path: "report.html"))
    try WholeFile.write(report.bibTeX, to: folder.appending(path: "references.bib"))
    if hasLaTeX { try writeLaTeX(of: report, to: folder.appending(path: "latex")) }
    try WholeFile.write(
      Data(try report.document().pdf(created: FigureFile.documentDate)),
      to: folder.appending(path: "report.pdf"))
    let crate = self.folder.appending(path: ResearchCrate.fileName)
    try ResearchCrate(record, former: isRedrawn ? crate : nil).write(to: folder)
    progress(.finished(phase, summary: "\(all.count) figures, report.md, report.html, report.pdf"))
  }

  /// A file a table, in the order of the report, and the methods with their citations.
  private func writeLaTeX(of report: Report, to folder: URL) throws {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for table in report.tables {
      let number = String(format: "%03d", table.number)
      try WholeFile.write(table.laTeX, to: folder.appending(path: "table-\(number).tex"))
    }
    try WholeFile.write(report.laTeXMethods, to: folder.appending(path: "methods.tex"))
  }

  /// What a page carries with it: of each figure that it shows the smaller of PNG and SVG.
  private func embedded(
    _ figures: [NamedFigure], from folder: URL
  ) throws -> [String: EmbeddedImage] {
    var images: [String: EmbeddedImage] = [:]
    for figure in figures {
      let files = try [("png", "image/png"), ("svg", "image/svg+xml")].map { ending, mediaType in
        (mediaType, try Data(contentsOf: folder.appending(path: "\(figure.name).\(ending)")))
      }
      let (mediaType, data) = files[0].1.count <= files[1].1.count ? files[0] : files[1]
      images[figure.name] = EmbeddedImage(
        mediaType: mediaType, base64: data.base64EncodedString())
    }
    return images
  }

  private func storePictures(of run: FinishedRun, in staging: URL) throws -> RunRecord {
    guard run.record.plan.pictures else { return run.record }
    let wanted = Set(run.record.results.flatMap(\.picturedSamples))
    let folder = staging.appending(path: "pictures")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    var pictures: [PictureRecord] = []
    for sample in run.dataset.samples where wanted.contains(sample.id) {
      try Task.checkCancellation()
      let image = try sample.picture(run.dataset.decoding)
      let file = "pictures/\(image.digest.hex.prefix(16)).png"
      try WholeFile.write(Data(try image.encodedPNG()), to: staging.appending(path: file))
      pictures.append(PictureRecord(sample: sample.id, file: file))
    }
    return run.record.with(pictures: pictures)
  }

  private func loadPictures(_ record: RunRecord, from folder: URL) throws -> [String: Bitmap] {
    var pictures: [String: Bitmap] = [:]
    for picture in record.pictures {
      pictures[picture.sample] = try bitmap(folder.appending(path: picture.file))
    }
    return pictures
  }

  private func bitmap(_ file: URL) throws(SettingsError) -> Bitmap {
    do {
      return try decodeImage([UInt8](try Data(contentsOf: file))).image.bitmap
    } catch {
      let finding = error is ImageError ? "\(error)" : reason(of: error)
      throw .unreadable(
        file: file.path, reason: finding, remedy: "carry out the plan again to have its pictures")
    }
  }
}

extension RunRecord {
  func with(
    results: [AnalysisResult]? = nil, reviewed: [ReviewedPairs]? = nil,
    pictures: [PictureRecord]? = nil, planVersion: GitState? = nil
  ) -> RunRecord {
    RunRecord(
      format: format, program: program, plan: plan, dataset: dataset, encoders: encoders,
      blas: blas, blasThreads: blasThreads, randomGenerator: randomGenerator,
      results: results ?? self.results, reviewed: reviewed ?? self.reviewed,
      pictures: pictures ?? self.pictures, hasPseudonyms: hasPseudonyms,
      planVersion: planVersion ?? self.planVersion)
  }
}
