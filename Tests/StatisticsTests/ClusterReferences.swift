import Foundation

/// What `References/make_cluster_references.py` wrote.
struct ClusterReferences: Decodable {
  let digits: DigitsValues
  let agreement: AgreementValues
  let sets: [DensitySet]

  static func load() throws -> ClusterReferences {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(
      ClusterReferences.self, from: try References.bytes("cluster-references.json"))
  }

  struct DigitsValues: Decodable {
    let inertia: Double
    let ofClusters: Quality
    let ofLabels: Quality
    let homogeneity: Double
    let completeness: Double
    let density: [Density]
  }

  struct Quality: Decodable {
    let silhouette: Double
    let calinskiHarabasz: Double
    let daviesBouldin: Double
  }

  struct AgreementValues: Decodable {
    let clusters: [Int]
    let classes: [Int]
    let adjustedRandIndex: Double
    let normalizedMutualInformation: Double
    let homogeneity: Double
    let completeness: Double
  }

  struct DensitySet: Decodable {
    let name: String
    let rows: [[Double]]
    let density: [Density]
  }

  struct Density: Decodable {
    let minClusterSize: Int
    let minSamples: Int
    let selection: String
    /// By definition.
    let labels: [Int]
    /// By definition, of the first rows.
    let probabilities: [Double]
    /// By scikit-learn, −2 where they depend on the order of rows.
    let settled: [Int]
    let agrees: Bool
  }
}
