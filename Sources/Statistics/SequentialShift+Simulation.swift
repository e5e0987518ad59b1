extension SequentialShift {
  /// Run lengths of streams without a shift: pool and batches are drawn with replacement from the
  /// reference's units that begin as the pool.
  ///
  /// - Parameters:
  ///   - streams: how many, ≥ 1.
  ///   - batch: units in each batch, ≥ 2.
  ///   - permutations: of each batch; the law of the run length does not depend on it.
  public func simulatedRunLengths(
    _ streams: Int, batch: Int, permutations: Int, progress: WorkProgress = { _, _ in }
  ) -> [Int] {
    let longest = Int(50 * settings.runLength)
    return mapOnAllCores(streams, progress: progress) { stream in
      var generator = SeededGenerator(
        seed: settings.seed, stream: "shift.online.simulation", index: stream)
      let count = units.count
      var pool = (0..<count).map { _ in generator.uniform(below: count) }
      var sum = 0.0
      for step in 1...longest {
        let all = pool + (0..<batch).map { _ in generator.uniform(below: count) }
        let test = BatchTest(
          units, units: all, batch: batch, permutations: permutations, using: &generator)
        sum = chart.adding(test.score, to: sum)
        if sum > chart.threshold { return step }
        pool = generator.choose(count, of: all.count).map { all[$0] }
      }
      return longest
    }
  }
}
