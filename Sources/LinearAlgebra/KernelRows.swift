internal import CSimilarity

/// Loops over parts of rows of a kernel's values, in the CPU's best instructions. Results differ between
/// instruction sets in their last bits only.
extension [Double] {
  /// Makes each number of a range e to the power of factor times it.
  ///
  /// - Precondition: no product is above 0.
  public mutating func exponentiate(
    _ range: Range<Int>, times factor: Double, on instructions: InstructionSet = .best
  ) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    unsafe withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      unsafe similarity_exponentiate(
        instructions.level, base + range.lowerBound, Int64(range.count), factor)
    }
  }

  /// Makes each number of a range its square root.
  public mutating func takeRoots(
    _ range: Range<Int>, on instructions: InstructionSet = .best
  ) {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    unsafe withUnsafeMutableBufferPointer { values in
      guard let base = values.baseAddress else { return }
      unsafe similarity_take_roots(
        instructions.level, base + range.lowerBound, Int64(range.count))
    }
  }

  /// Makes squared distances of products of a row with others: norm + norms − 2·product.
  ///
  /// - Parameters:
  ///   - norm: the row's squared length.
  ///   - norms: those of the others from `first` on.
  ///   - part: a distance that leaves less than this part of both norms has lost digits, and becomes −1.
  /// - Returns: how many did.
  public mutating func turnIntoSquaredDistances(
    _ range: Range<Int>, norm: Double, norms: [Double], from first: Int, losingBelow part: Double,
    on instructions: InstructionSet = .best
  ) -> Int {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    precondition(first >= 0 && first + range.count <= norms.count)
    return unsafe withUnsafeMutableBufferPointer { values in
      unsafe norms.withUnsafeBufferPointer { norms in
        guard let values = values.baseAddress, let norms = norms.baseAddress else { return 0 }
        return unsafe Int(
          similarity_square_distances(
            instructions.level, values + range.lowerBound, Int64(range.count), norm,
            norms + first, part))
      }
    }
  }

  /// Adds the numbers of a range to others, one by one; returns their sum.
  ///
  /// - Parameters:
  ///   - sums: those that start at `first` grow.
  public func add(
    _ range: Range<Int>, to sums: inout [Double], from first: Int,
    on instructions: InstructionSet = .best
  ) -> Double {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    precondition(first >= 0 && first + range.count <= sums.count)
    return unsafe withUnsafeBufferPointer { values in
      unsafe sums.withUnsafeMutableBufferPointer { sums in
        guard let values = values.baseAddress, let sums = sums.baseAddress else { return 0 }
        return unsafe similarity_add_to_columns(
          instructions.level, values + range.lowerBound, Int64(range.count), sums + first)
      }
    }
  }

  /// Appends the numbers of a range that lie between two values; returns how many are below both.
  public func append(
    _ range: Range<Int>, between values: ClosedRange<Double>, to taken: inout [Double],
    on instructions: InstructionSet = .best
  ) -> Int {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    guard !range.isEmpty else { return 0 }
    var below: Int64 = 0
    let found = unsafe withUnsafeBufferPointer { all in
      unsafe [Double](unsafeUninitializedCapacity: range.count) { target, count in
        guard let all = all.baseAddress, let first = target.baseAddress else { return }
        unsafe count = Int(
          similarity_take_between(
            instructions.level, all + range.lowerBound, Int64(range.count), values.lowerBound,
            values.upperBound,
            &below, first))
      }
    }
    taken += found
    return Int(below)
  }
}
