import Statistics

/// The discrepancies of all pairs of sites as a symmetric matrix.
struct SiteMatrix {
  /// Unbiased squared; 0 on the diagonal, nil where a pair could not be compared.
  let mmd2: [[Double?]]
  /// Of MMD, where every pair could be compared.
  let tree: Linkage?

  /// - Parameter names: of all sites, in order.
  init(_ names: [String], _ pairs: ShiftComparisons) {
    let places = Dictionary(uniqueKeysWithValues: zip(names, 0...))
    var mmd2: [[Double?]] = names.map { _ in names.map { _ in nil } }
    var mmd = names.map { _ in names.map { _ in 0.0 } }
    for index in names.indices { mmd2[index][index] = 0 }
    for test in pairs.tests {
      guard let a = places[test.reference], let b = places[test.candidate] else { continue }
      (mmd2[a][b], mmd2[b][a]) = (test.mmd2Unbiased, test.mmd2Unbiased)
      (mmd[a][b], mmd[b][a]) = (test.mmd, test.mmd)
    }
    self.mmd2 = mmd2
    tree = pairs.skipped.isEmpty ? averageLinkage(mmd) : nil
  }
}
