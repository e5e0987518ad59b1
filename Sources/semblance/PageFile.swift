import Experiments
import Foundation

/// Where the pages go that a command draws.
struct PageFile {
  private let path: String
  private var url: URL { URL(filePath: path) }

  /// - Parameter path: ends with .pdf, .png or .svg.
  init(_ path: String) {
    self.path = path
  }

  /// Called before any work.
  func check() throws { try FigureFile.check(url) }

  /// Writes them and says where they are.
  func write(_ pages: [FigureFile.Page]) throws {
    Terminal.warn([try FigureFile.fontWarning(for: pages)].compactMap(\.self))
    let files = try FigureFile.write(pages: pages, to: url)
    let folder = path.dropLast(url.lastPathComponent.count)
    let ends = files.count > 1 ? [files[0], files[files.count - 1]] : files
    Terminal.show(
      "\(pages.count) page\(pages.count == 1 ? "" : "s"): "
        + ends.map { folder + $0.lastPathComponent }.joined(separator: " to "))
  }
}
