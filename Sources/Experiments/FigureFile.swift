import Embeddings
public import Figures
public import Foundation

/// A figure in a file of its own, as its name's end says.
public enum FigureFile {
  public static let endings = ["png", "pdf", "svg"]

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

  public static func write(_ figure: Figure, to url: URL) throws {
    let bytes =
      switch url.pathExtension.lowercased() {
      case "pdf": try figure.pdf(created: documentDate)
      case "svg": try figure.svg()
      default: try figure.png()
      }
    try WholeFile.write(Data(bytes), to: url)
  }
}
