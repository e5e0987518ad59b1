import Foundation

/// What `References/make_sites_references.py` wrote.
struct SitesReferences: Decodable {
  let pValues: [Corrected]
  let trees: [Tree]
  let matched: Matched

  struct Corrected: Decodable {
    let p: [Double]
    let holm: [Double]
    let benjaminiHochberg: [Double]
  }

  struct Tree: Decodable {
    let distances: [[Double]]
    let linkage: [[Double]]
    let order: [Int]
  }

  struct Matched: Decodable {
    let x: [[Double]]
    let y: [[Double]]
    let valuesX: [String]
    let valuesY: [String]
    let bandwidth: Double
    let unitsX: [String]
    let unitsY: [String]
    let severalX: [String]
    let ofRows: Double
    let ofUnits: Double
    let ofSeveral: Double
  }

  static func load() throws -> SitesReferences {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      SitesReferences.self, from: try References.bytes("sites-references.json"))
  }
}
