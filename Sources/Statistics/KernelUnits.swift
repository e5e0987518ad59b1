import Foundation
import LinearAlgebra

/// A Gaussian kernel on rows one by one, so that a value does not depend on which rows are at hand.
struct RowKernel: Sendable {
  private let factor: Double

  /// - Precondition: bandwidth > 0.
  init(bandwidth: Double) {
    factor = -1 / (2 * bandwidth * bandwidth)
  }

  func value(_ a: KernelRow, _ b: KernelRow) -> Double {
    exp(factor * a.squaredDistance(to: b))
  }
}

/// A row with its squared length.
struct KernelRow: Sendable {
  let numbers: [Double]
  private let squaredNorm: Double
  /// Smaller shares of the norms are taken from the differences, as in `DistanceRows`.
  private static let cancellation = 1e-6

  init(_ numbers: [Double]) {
    self.numbers = numbers
    squaredNorm = Double.innerProduct(numbers[...], numbers[...])
  }

  func squaredDistance(to other: KernelRow) -> Double {
    let norms = squaredNorm + other.squaredNorm
    let distance = norms - 2 * Double.innerProduct(numbers[...], other.numbers[...])
    guard distance <= Self.cancellation * norms else { return distance }
    var sum = 0.0
    for index in numbers.indices {
      let difference = numbers[index] - other.numbers[index]
      sum += difference * difference
    }
    return sum
  }
}

/// Units of items as a kernel sees them: sums over their items.
struct KernelUnits: Sendable {
  /// Items of each unit.
  private(set) var sizes: [Int] = []
  /// Σ over a unit's items of the mean kernel with the reference.
  private(set) var towards: [Double] = []
  /// Σ over the items of two units, shape (count, count); of a unit with itself over all pairs, each
  /// item with itself too.
  private(set) var between: [[Double]] = []

  var count: Int { sizes.count }

  /// Adds units, each with its items.
  mutating func append(
    _ added: [[KernelRow]], to present: [[KernelRow]], _ kernel: RowKernel,
    towards reference: [KernelRow]
  ) {
    precondition(present.count == count)
    let all = present + added
    let columns = mapOnAllCores(added.count) { index -> (towards: Double, sums: [Double]) in
      let unit = added[index]
      let towards = unit.reduce(0.0) { sum, row in
        sum + reference.reduce(0.0) { $0 + kernel.value(row, $1) } / Double(max(1, reference.count))
      }
      return (towards, all[...(present.count + index)].map { Self.sum($0, unit, kernel) })
    }
    for (unit, column) in zip(added, columns) {
      sizes.append(unit.count)
      towards.append(column.towards)
      for (place, value) in column.sums.dropLast().enumerated() { between[place].append(value) }
      between.append(column.sums)
    }
  }

  private static func sum(_ a: [KernelRow], _ b: [KernelRow], _ kernel: RowKernel) -> Double {
    var sum = 0.0
    for row in a {
      for other in b { sum += kernel.value(row, other) }
    }
    return sum
  }

  mutating func keep(_ places: [Int]) {
    sizes = places.map { sizes[$0] }
    towards = places.map { towards[$0] }
    between = places.map { row in places.map { between[row][$0] } }
  }

  /// The part of the unbiased squared discrepancy from the reference that depends on the sample, over
  /// pairs of different units: mean K within minus twice the mean K towards the reference.
  ///
  /// - Parameter units: places, at least two; one may be there several times, as different units.
  func discrepancy(of units: ArraySlice<Int>) -> (value: Double, size: Double) {
    var (items, squares, within, across) = (0, 0, 0.0, 0.0)
    for place in units.indices {
      let unit = units[place]
      items += sizes[unit]
      squares += sizes[unit] * sizes[unit]
      across += towards[unit]
      let row = between[unit]
      for other in units[(place + 1)...] { within += row[other] }
    }
    let mean = 2 * within / Double(items * items - squares)
    let toReference = 2 * across / Double(items)
    return (mean - toReference, mean + toReference)
  }
}
