import Statistics

/// Rows of both sets together beyond which the test of twenty kernels takes a sample.
private let limitOfFuse = 4_000

extension ShiftMeasurement {
  /// The discrepancy by the kernels that the test itself does not use; that of the polynomial kernel
  /// stands with the kernel inception distance.
  func otherKernels(than kernel: ShiftKernel) throws(StatisticsError) -> [ShiftMeasure] {
    let kinds = ShiftMeasureKind.kernels.filter { $0.kernel != kernel }
    let tests = try shiftTests(
      pair.storedX, pair.storedY, by: kinds.map(\.kernel), scaling: pair.scaling,
      unitsX: pair.unitsX, unitsY: pair.unitsY, settings: settings, progress: progress)
    return zip(kinds, tests).map { kind, test in
      var row = ShiftMeasure(kind.kind, test.mmd2Unbiased, pair, of: rowsText)
      row.valueWithoutShift = 0
      (row.pValue, row.smallestPValue) = (test.pValue, test.smallestPValue)
      row.interval = test.interval
      return row
    }
  }

  func fuse() throws(StatisticsError) -> [ShiftMeasure] {
    let part = pair.subsample(limitOfFuse, seed: settings.seed, stream: "measures.fuse")
    let test = try fuseTest(
      part.storedX, part.storedY, scaling: part.scaling, unitsX: part.unitsX, unitsY: part.unitsY,
      settings: settings, progress: progress)
    let rows = rowsText(of: part)
    var row = ShiftMeasure(
      .mmdFuse, test.statistic, part, of: "\(2 * test.bandwidths.count) kernels, \(rows)")
    (row.pValue, row.smallestPValue) = (test.pValue, test.smallestPValue)
    return [row]
  }
}

extension ShiftMeasureKind {
  /// Those of one kernel.
  static let kernels: [(kind: ShiftMeasureKind, kernel: ShiftKernel)] = [
    (.mmd2Gaussian, .gaussian), (.mmd2Gaussians, .gaussians), (.mmd2Linear, .linear),
    (.energyDistance, .energy),
  ]
}
