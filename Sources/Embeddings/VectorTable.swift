import Datasets
import Foundation
import LinearAlgebra

/// Vectors in a CSV or TSV file with a head line.
///
/// Either one column holds a list of numbers in brackets; or columns called e.g. e0, e1, … hold one
/// number each; or, in a table that names no pictures, all columns do but those of id, label and
/// group. In a table that names pictures, only headings that are known for vectors count. Other
/// columns stand beside the vectors. Numbers are kept in double precision.
enum VectorTable {
  /// Whether a table holds vectors rather than names of pictures.
  static func isThere(at url: URL) -> Bool {
    // A table that cannot be read holds none; whoever reads it next says why.
    guard let rows = try? DelimitedText(beginningOf: url).rows.prefix(2), rows.count == 2 else {
      return false
    }
    return (try? VectorColumns(rows[0].fields, first: rows[1].fields, file: url.path)) != nil
  }

  static func read(_ url: URL) throws -> ImportedVectors {
    var rows = try DelimitedText(file: url).rows
    guard rows.count >= 2 else {
      throw EmbeddingError.malformed(
        file: url.path, finding: "has no row below its head line", remedy: "save it again")
    }
    let columns = try VectorColumns(
      rows.removeFirst().fields, first: rows[0].fields, file: url.path)
    var numbers: [Double] = []
    var dimension = 0
    for (index, row) in rows.enumerated() {
      let before = numbers.count
      try columns.append(row, to: &numbers, file: url.path)
      if index == 0 { dimension = numbers.count }
      guard numbers.count - before == dimension, dimension > 0 else {
        throw EmbeddingError.malformed(
          file: "\(url.path):\(row.line)",
          finding: "has \(numbers.count - before) numbers where the first row has \(dimension)",
          remedy: "save one vector a row, all of one length")
      }
    }
    var imported = try ImportedVectors(
      .double(Matrix(rows: rows.count, columns: dimension, elements: numbers)),
      ids: columns.text(columns.id, of: rows), labels: columns.text(columns.label, of: rows),
      groups: columns.text(columns.group, of: rows), place: columns.place, file: url.path)
    if imported.labels == nil { imported.someLabels = columns.someText(columns.label, of: rows) }
    imported.further = columns.further(of: rows)
    return imported
  }
}
