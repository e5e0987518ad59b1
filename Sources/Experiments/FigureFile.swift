public import Analyses
import Embeddings
public import Figures
public import Foundation

/// A figure in a file of its own, as its name's end says.
public enum FigureFile {
  public static let endings = ["png", "pdf", "svg"]

  /// For those who pass pages on without looking at them.
  public typealias Page = Figure

  /// The same figure gives the same bytes: PDFs carry no time of day.
  static let documentDate = Date(timeIntervalSince1970: 0)

  /// Refuses a name of another kind, or a place that cannot be written, before any work.
  ///
  /// - Throws: `SettingsError`; `EmbeddingError.unwritable`.
  public static func check(_ url: URL) throws {
    guard endings.contains(url.pathExtension.lowercased()) else {
      throw SettingsError.wrongValue(
        place: url.path, found: "no figure's name",
        expected: "one that ends with .\(endings.joined(separator: ", ."))")
    }
    try WholeFile.check(url)
  }

  /// - Parameter alternative: what the figure shows, for those who cannot see it; an SVG says so.
  public static func write(
    _ figure: Figure, alternative: String? = nil, to url: URL
  ) throws {
    let bytes =
      switch url.pathExtension.lowercased() {
      case "pdf": try figure.pdf(created: documentDate)
      case "svg": try figure.svg(alternative: alternative)
      default: try figure.png()
      }
    try WholeFile.write(Data(bytes), to: url)
  }

  /// Pages in one PDF, or each in a PNG or SVG of its own: "sheet.png" of several pages becomes
  /// "sheet-01.png", "sheet-02.png" and so on.
  ///
  /// - Returns: the files, in order of their pages.
  /// - Precondition: one page at least.
  public static func write(pages: [Figure], to url: URL) throws -> [URL] {
    if url.pathExtension.lowercased() == "pdf" {
      try WholeFile.write(Data(pages.pdf(created: documentDate)), to: url)
      return [url]
    }
    let files = names(of: pages.count, like: url)
    for (page, file) in zip(pages, files) {
      try Task.checkCancellation()
      try write(page, to: file)
    }
    return files
  }

  /// Says that names cannot be read, where no font has their script; nil where all are there.
  public static func fontWarning(for pages: [Figure]) throws -> AnalysisWarning? {
    let missing = try pages.reduce(0) { try $0 + $1.missingGlyphs() }
    return missing == 0
      ? nil
      : AnalysisWarning(
        "no font of this machine has \(missing) of the characters, which are drawn as boxes",
        remedy: "install one for their script, as fonts-noto-cjk for Chinese, Japanese and Korean")
  }

  private static func names(of count: Int, like url: URL) -> [URL] {
    guard count > 1 else { return [url] }
    let digits = max(2, "\(count)".count)
    let (folder, ending) = (url.deletingLastPathComponent(), url.pathExtension)
    let stem = url.deletingPathExtension().lastPathComponent
    return (1...count).map { number in
      let padding = String(repeating: "0", count: digits - "\(number)".count)
      return folder.appending(path: "\(stem)-\(padding)\(number).\(ending)")
    }
  }
}
