/// Cells without a value are hatched.
extension HeatMap {
  func holes(_ area: Rectangle, _ theme: Theme) -> [Element] {
    guard hasHoles else { return [] }
    let cell = area.height / Double(values.count)
    let frames = holeBlocks.map { block in
      Rectangle(
        x: area.x + Double(block.columns.lowerBound) * cell,
        y: area.y + Double(block.rows.lowerBound) * cell,
        width: Double(block.columns.count) * cell, height: Double(block.rows.count) * cell)
    }
    return [.path(Path.hatching(frames, stroke: theme.soft))]
  }

  /// Neighbouring cells without a value as few blocks: runs of a row, joined with the same runs of the
  /// rows above.
  private var holeBlocks: [(rows: Range<Int>, columns: Range<Int>)] {
    var done: [(rows: Range<Int>, columns: Range<Int>)] = []
    var open: [Range<Int>: Int] = [:]
    for (row, line) in (values + [[]]).enumerated() {
      let runs = Set(line.runs { !$0.isFinite })
      for (columns, first) in open.sorted(by: { $0.key.lowerBound < $1.key.lowerBound })
      where !runs.contains(columns) {
        done.append((first..<row, columns))
        open[columns] = nil
      }
      for columns in runs where open[columns] == nil { open[columns] = row }
    }
    return done
  }
}

extension [Double] {
  /// The longest stretches whose elements all pass.
  fileprivate func runs(where passes: (Double) -> Bool) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    for index in indices where passes(self[index]) {
      if let last = runs.last, last.upperBound == index {
        runs[runs.count - 1] = last.lowerBound..<index + 1
      } else {
        runs.append(index..<index + 1)
      }
    }
    return runs
  }
}
