import LinearAlgebra

extension HeldKernel {
  /// The greatest eigenvalue of the covariance of μ̂x − μ̂y, the difference of the samples' mean
  /// embeddings: how much samples like these vary in the direction in which they vary most.
  ///
  /// That covariance is Σ v⊗v over units, v = (Σᵢφ(xᵢ) − s·μ̂)·√(u/(u − 1))/n for a unit of s of the n
  /// rows of its sample of u units; it has the non-zero eigenvalues of the units' matrix ⟨v, v′⟩.
  var largestVariance: Double { BLAS.atOneThread { _ in powerIteration } }

  private var powerIteration: Double {
    let products = centredProducts
    var generator = SeededGenerator(seed: 0, stream: "power iteration")
    var vector = Matrix(
      rows: 1, columns: products.rows,
      elements: (0..<products.rows).map { _ in generator.uniformFraction() - 0.5 })
    var found = 0.0
    for _ in 0..<300 {
      let next = vector.timesTransposed(products)
      let square = Double.innerProduct(next.row(0), next.row(0))
      guard square > 0 else { return 0 }
      let along = Double.innerProduct(next.row(0), vector.row(0))
      let value = along / Double.innerProduct(vector.row(0), vector.row(0))
      vector = next.scalingRows(by: [1 / square.squareRoot()])
      if abs(value - found) <= 1e-6 * value { return max(value, 0) }
      found = value
    }
    return max(found, 0)
  }

  /// ⟨v, v′⟩ of all units.
  private var centredProducts: Matrix<Double> {
    let sides = SampleSide.allCases.map { range($0) }
    let rows = sides.map { units.sizes[$0].reduce(0, +) }
    let corrections = sides.map { (Double($0.count) / Double($0.count - 1)).squareRoot() }
    let side = (0..<units.count).map { $0 < units.unitsX ? 0 : 1 }
    // Σ over the rows of a unit and of a whole sample, and of two samples.
    let toSide = sides.map { range in (0..<units.count).map { sum($0, range) } }
    let between = (0..<2).map { a in (0..<2).map { b in sides[a].reduce(0) { $0 + toSide[b][$1] } }
    }
    let share = (0..<units.count).map { units.sizes[$0] / rows[side[$0]] }
    let factor = (0..<units.count).map { corrections[side[$0]] / rows[side[$0]] }
    var products = units.sums
    for u in 0..<units.count {
      products[u, u] = ownSums[u]
      for v in 0..<units.count {
        let centred =
          products[u, v] - share[v] * toSide[side[v]][u] - share[u] * toSide[side[u]][v]
          + share[u] * share[v] * between[side[u]][side[v]]
        products[u, v] = centred * factor[u] * factor[v]
      }
    }
    return products
  }

  /// Σ K over the rows of a unit and those of a range of units, itself included.
  private func sum(_ unit: Int, _ range: Range<Int>) -> Double {
    units.sum(unit, over: range) + (range.contains(unit) ? ownSums[unit] : 0)
  }
}
