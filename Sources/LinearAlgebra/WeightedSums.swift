internal import CSimilarity

/// Σᵢⱼ wᵢKᵢⱼwⱼ over tiles of a matrix of numbers in [0, 1], for many weightings w at once.
///
/// Each number is taken as a multiple of 2⁻³¹, off by 2⁻³² at most, in four bytes; weights are bytes,
/// and products and sums of bytes are exact, several times as fast as those of doubles. One value
/// serves many tiles, so that its memory is used again.
public struct WeightedSums: Sendable {
  private var parts: [UInt8] = []
  private var columnWeights: [Int8] = []
  private var rowWeights: [Int8] = []
  private var totals: [Double] = []

  /// The largest weight.
  public static let largestWeight: UInt8 = 127
  /// How far a number can be from what is summed.
  public static let error = 0x1p-32

  /// Whether a CPU has what it takes.
  public static func areThere(on instructions: InstructionSet = .best) -> Bool {
    similarity_has_weighted_sums(instructions.level)
  }

  public init() {}

  /// Some weightings, of units that rows and columns belong to.
  public struct Weightings: Sendable {
    let bytes: [UInt8]
    let range: Range<Int>
    let units: Int

    /// - Parameters:
    ///   - bytes: shape (any, units), none above `largestWeight`.
    ///   - range: of the weightings that are wanted.
    public init(_ bytes: [UInt8], _ range: Range<Int>, units: Int) {
      precondition(range.lowerBound >= 0 && range.upperBound * units <= bytes.count)
      (self.bytes, self.range, self.units) = (bytes, range, units)
    }
  }

  /// Takes the numbers of a tile, for the sums that follow.
  ///
  /// - Parameter values: row-major, shape (rows, columns); may be longer.
  /// - Precondition: each is in [0, 1].
  public mutating func take(_ values: [Double], rows: Int, columns: Int) {
    precondition(values.count >= rows * columns)
    let height = rows.rounded(upToMultipleOf: Self.rowStep)
    let width = columns.rounded(upToMultipleOf: Self.columnStep)
    parts.grow(to: 4 * height * width)
    for place in (4 * rows * width)..<(4 * height * width) { parts[place] = 0 }
    unsafe similarity_split_parts(values, Int64(rows), Int64(columns), Int64(width), &parts)
  }

  /// The sums of the tile that was taken.
  ///
  /// - Parameters:
  ///   - unitOfRow: the unit of every row and column.
  ///   - rows: places in it of the tile's rows.
  ///   - columns: places in it of the tile's columns.
  /// - Returns: one sum a weighting, and perhaps more behind.
  public mutating func sums(
    of weightings: Weightings, unitOfRow: [Int], rows: Range<Int>, columns: Range<Int>,
    on instructions: InstructionSet = .best
  ) -> [Double] {
    let height = rows.count.rounded(upToMultipleOf: Self.rowStep)
    let width = columns.count.rounded(upToMultipleOf: Self.columnStep)
    let count = weightings.range.count.rounded(upToMultipleOf: 32)
    precondition(4 * height * width <= parts.count && width <= 1 << 15)
    Self.pack(weightings, unitOfRow, columns, width: width, into: &columnWeights)
    Self.pack(weightings, unitOfRow, rows, width: height, into: &rowWeights)
    totals = Array(repeating: 0, count: count)
    unsafe parts.withUnsafeBufferPointer { parts in
      unsafe columnWeights.withUnsafeBufferPointer { columnWeights in
        unsafe rowWeights.withUnsafeBufferPointer { rowWeights in
          var tile = unsafe similarity_weighting(
            parts: parts.baseAddress, column_weights: columnWeights.baseAddress,
            row_weights: rowWeights.baseAddress, row_count: Int32(height),
            weighting_count: Int32(count), width: Int32(width))
          unsafe similarity_weighted_sums(instructions.level, &tile, &totals)
        }
      }
    }
    return totals.map { $0 * 0x1p-31 }
  }

  private static let rowStep = 8
  private static let columnStep = 64

  private static func pack(
    _ weightings: Weightings, _ unitOfRow: [Int], _ places: Range<Int>, width: Int,
    into panels: inout [Int8]
  ) {
    precondition(places.lowerBound >= 0 && places.upperBound <= unitOfRow.count)
    let wanted = weightings.range.count
    panels.grow(to: wanted.rounded(upToMultipleOf: 32) * width)
    unsafe weightings.bytes.withUnsafeBufferPointer { bytes in
      unsafe unitOfRow.withUnsafeBufferPointer { unitOfRow in
        guard let bytes = bytes.baseAddress, let unitOfRow = unitOfRow.baseAddress else { return }
        let first = unsafe bytes + weightings.range.lowerBound * weightings.units
        unsafe UnsafeRawPointer(unitOfRow).withMemoryRebound(
          to: Int64.self, capacity: places.upperBound
        ) { unitOfRow in
          unsafe similarity_pack_weights(
            first, Int64(wanted), Int64(weightings.units), unitOfRow + places.lowerBound,
            Int64(places.count), Int64(width), &panels)
        }
      }
    }
  }
}

extension Array where Element: FixedWidthInteger {
  fileprivate mutating func grow(to count: Int) {
    if self.count < count { self = Array(repeating: 0, count: count) }
  }
}
