import Datasets
import Foundation

/// A table beside the pictures that names them.
struct FoundTable {
  let source: ManifestSource
  let samples: [Sample]
  let findings: [SurveyFinding]

  /// Rows whose files are looked for.
  private static let looked = 32

  /// The first by name of those in the folder whose paths lead to files; nil where there is none.
  init?(in folder: URL) throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    for name in names where [".csv", ".tsv"].contains(where: name.lowercased().hasSuffix) {
      // Another table than one of pictures is passed over.
      guard let source = try? ManifestSource(table: folder.appending(path: name)),
        let samples = try? source.listing().samples, Self.leads(samples)
      else { continue }
      self.source = source
      self.samples = samples
      let columns = ManifestColumn.allCases.compactMap { column in
        source.columns[column].map { "\(column.rawValue): \($0)" }
      }
      findings = [
        SurveyFinding("source: manifest", "\(name) names \(samples.count) pictures that are there"),
        SurveyFinding(
          "columns", "headings that say what they are: \(columns.joined(separator: ", "))"),
      ]
      return
    }
    return nil
  }

  private static func leads(_ samples: [Sample]) -> Bool {
    let count = min(looked, samples.count)
    return count > 0
      && (0..<count).allSatisfy { position in
        guard case .file(let url, _) = samples[position * samples.count / count].image else {
          return true
        }
        return FileManager.default.fileExists(atPath: url.path)
      }
  }
}
