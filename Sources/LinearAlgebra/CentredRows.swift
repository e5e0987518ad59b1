internal import CSimilarity

/// Rows less a common vector, read in double precision where they are needed and never held so.
///
/// Sums are added in one order on every CPU; fused multiplications may change their last bits.
public struct CentredRows: Sendable {
  private let source: Source
  /// What is taken from every row.
  public let mean: [Double]
  /// Shape (1, d).
  private let origin: Matrix<Double>

  /// Where rows are.
  public enum Source: Sendable {
    case floats(Matrix<Float>)
    case doubles(Matrix<Double>)
    case mapped(MappedRows)
  }

  /// - Precondition: the mean has a number for each column.
  public init(_ source: Source, mean: [Double]) {
    (self.source, self.mean) = (source, mean)
    origin = Matrix(rows: 1, columns: mean.count)
    precondition(mean.count == columns, "\(mean.count) numbers for \(columns) columns")
  }

  /// How many rows.
  public var count: Int {
    switch source {
    case .floats(let rows): rows.rows
    case .doubles(let rows): rows.rows
    case .mapped(let rows): rows.rows
    }
  }

  private var columns: Int {
    switch source {
    case .floats(let rows): rows.columns
    case .doubles(let rows): rows.columns
    case .mapped(let rows): rows.columns
    }
  }

  /// ‖row − mean‖² of some rows.
  public func squaredNorms(of range: Range<Int>) -> [Double] {
    var norms = [Double](repeating: 0, count: range.count)
    squaredDistances(
      of: Array(range), to: Array(repeating: 0, count: range.count), of: origin, into: &norms)
    return norms
  }

  /// Some rows less the mean, shape (range.count, d).
  public func matrix(_ range: Range<Int>) -> Matrix<Double> { selecting(rows: range) }

  /// The same times a factor, rounded to floats.
  public func floats(_ range: Range<Int>, times factor: Double = 1) -> Matrix<Float> {
    let width = mean.count
    let n = Int64(width)
    let elements = unsafe [Float](unsafeUninitializedCapacity: range.count * width) { room, count in
      count = range.count * width
      guard let first = room.baseAddress, width > 0 else { return }
      for (place, row) in range.enumerated() {
        let target = unsafe first + place * width
        unsafe withRow(
          row, floats: { unsafe similarity_round_offset_floats($0, mean, factor, n, target) },
          doubles: { unsafe similarity_round_offset_doubles($0, mean, factor, n, target) })
      }
    }
    return Matrix(rows: range.count, columns: width, elements: elements)
  }

  /// Rows less the mean in the given order.
  public func selecting(rows indices: some Collection<Int>) -> Matrix<Double> {
    var elements = [Double](repeating: 0, count: indices.count * mean.count)
    for (place, row) in indices.enumerated() {
      add(row, times: 1, to: &elements, from: place * mean.count)
    }
    return Matrix(rows: indices.count, columns: mean.count, elements: elements)
  }

  /// ‖row − mean − point‖² of one pair.
  public func squaredDistance(of row: Int, to point: Int, of points: Matrix<Double>) -> Double {
    precondition(points.columns == mean.count && (0..<count).contains(row))
    precondition((0..<points.rows).contains(point))
    guard !mean.isEmpty else { return 0 }
    let (n, place, target) = (Int64(mean.count), [Int64(row)], [Int64(point)])
    var distance = 0.0
    unsafe withRow(
      0,
      floats: {
        unsafe similarity_squared_distances_floats(
          $0, mean, points.elements, n, place, target, 1, &distance)
      },
      doubles: {
        unsafe similarity_squared_distances_doubles(
          $0, mean, points.elements, n, place, target, 1, &distance)
      })
    return distance
  }

  /// ‖row − mean − point‖² of some rows and the point that each is held against.
  ///
  /// - Parameter distances: one a row; may be longer.
  public func squaredDistances(
    of chosen: [Int], to places: [Int], of points: Matrix<Double>, into distances: inout [Double]
  ) {
    precondition(chosen.count == places.count && distances.count >= chosen.count)
    precondition(points.columns == mean.count)
    precondition(chosen.allSatisfy { $0 >= 0 && $0 < count })
    precondition(places.allSatisfy { $0 >= 0 && $0 < points.rows })
    guard !mean.isEmpty else {
      distances = Array(repeating: 0, count: distances.count)
      return
    }
    let (n, pairs) = (Int64(mean.count), Int64(chosen.count))
    let (rows, targets) = (chosen.map(Int64.init), places.map(Int64.init))
    unsafe distances.withUnsafeMutableBufferPointer { found in
      guard let found = found.baseAddress else { return }
      unsafe withRow(
        0,
        floats: {
          unsafe similarity_squared_distances_floats(
            $0, mean, points.elements, n, rows, targets, pairs, found)
        },
        doubles: {
          unsafe similarity_squared_distances_doubles(
            $0, mean, points.elements, n, rows, targets, pairs, found)
        })
    }
  }

  /// Adds weight · (row − mean) to the numbers from `first` on.
  public func add(_ row: Int, times weight: Double, to sums: inout [Double], from first: Int = 0) {
    precondition(first >= 0 && first + mean.count <= sums.count)
    guard !mean.isEmpty else { return }
    let n = Int64(mean.count)
    unsafe sums.withUnsafeMutableBufferPointer { sums in
      guard let target = unsafe sums.baseAddress.map({ unsafe $0 + first }) else { return }
      unsafe withRow(
        row, floats: { unsafe similarity_add_offset_floats($0, mean, weight, n, target) },
        doubles: { unsafe similarity_add_offset_doubles($0, mean, weight, n, target) })
    }
  }

  private func withRow<Value>(
    _ row: Int, floats: (UnsafePointer<Float>) -> Value, doubles: (UnsafePointer<Double>) -> Value
  ) -> Value {
    precondition((0..<count).contains(row))
    switch source {
    case .floats(let rows): return unsafe rows.withRow(row, floats)
    case .doubles(let rows): return unsafe rows.withRow(row, doubles)
    case .mapped(let rows): return unsafe rows.withRow(row, floats)
    }
  }
}

extension Matrix {
  fileprivate func withRow<Value>(_ row: Int, _ body: (UnsafePointer<Scalar>) -> Value) -> Value {
    unsafe elements.withUnsafeBufferPointer { all in
      // Rows without columns have no address of their own, and none of their numbers is read.
      guard let first = all.baseAddress else { preconditionFailure("rows of no columns") }
      return unsafe body(first + row * columns)
    }
  }
}
