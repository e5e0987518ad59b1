import Foundation
import Statistics

/// What a stream has to remember from one batch to the next.
public struct OnlineShiftState: Sendable, Codable {
  public let format: Int
  public let identity: OnlineShiftIdentity
  let accumulated: Double
  /// Batches that counted.
  let counted: Int
  /// The counted batch with the first alarm, from 1.
  let firstAlarm: Int?
  /// All batches since the stream began.
  let batches: [OnlineBatch]
  let measuredRunLength: MeasuredRunLength?
  /// Names of units that were seen; none where images are units.
  let seenUnits: [String]
  /// Items of each unit of the pool.
  let poolSizes: [Int]
  /// Of all items of the pool, scaled, as float64, little-endian.
  let poolRows: Data

  public static let currentFormat = 1

  init(
    _ identity: OnlineShiftIdentity, _ state: SequentialShift.State, batches: [OnlineBatch],
    measured: MeasuredRunLength?, seenUnits: Set<String>
  ) {
    (format, self.identity, self.batches) = (Self.currentFormat, identity, batches)
    (accumulated, counted) = (state.accumulated, state.batches)
    (firstAlarm, measuredRunLength) = (state.firstAlarm, measured)
    self.seenUnits = seenUnits.sorted()
    poolSizes = state.pool.map(\.count)
    poolRows = Data(
      state.pool.joined().joined().flatMap { number in
        (0..<8).map { UInt8(truncatingIfNeeded: number.bitPattern >> (8 * $0)) }
      })
  }

  /// Nil where the pool does not hold what its sizes say.
  var sequential: SequentialShift.State? {
    let dimension = identity.dimension
    guard dimension > 0, poolSizes.allSatisfy({ $0 > 0 }), poolSizes.count >= 2,
      poolRows.count == 8 * dimension * poolSizes.reduce(0, +), accumulated.isFinite,
      accumulated >= 0, counted >= 0
    else { return nil }
    let bytes = [UInt8](poolRows)
    let numbers = stride(from: 0, to: bytes.count, by: 8).map { start in
      Double(bitPattern: (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << (8 * UInt64($1)) })
    }
    guard numbers.allSatisfy(\.isFinite) else { return nil }
    var (pool, place) = ([[[Double]]](), 0)
    for size in poolSizes {
      pool.append(
        (0..<size).map { Array(numbers[(place + $0 * dimension)..<(place + ($0 + 1) * dimension)]) }
      )
      place += size * dimension
    }
    return SequentialShift.State(
      batches: counted, accumulated: accumulated, firstAlarm: firstAlarm, pool: pool)
  }
}
