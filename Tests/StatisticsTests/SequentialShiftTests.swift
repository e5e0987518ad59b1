import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

/// A stream of batches: what is promised of it without a shift, and what it finds.
@Suite struct SequentialShiftTests {
  private func items(
    _ units: Int, _ normal: inout NormalGenerator, by size: Int = 1, shift: Double = 0
  ) -> UnitItems {
    let rows =
      size == 1
      ? normal.matrix(units, 2, shift: shift) : normal.grouped(units, by: size, 2)
    return UnitItems(rows, units: size == 1 ? nil : (0..<(units * size)).map { "u\($0 / size)" })
  }

  private func settings(runLength: Double = 15) -> SequentialShiftSettings {
    var settings = SequentialShiftSettings(seed: 4)
    (settings.runLength, settings.permutations) = (runLength, 39)
    return settings
  }

  /// Fresh references, tiny ones, so that an alarm calibrated on them would be far off.
  private func runLengths(
    streams: Int, by size: Int, changes: Bool = false
  ) throws -> (lengths: [Int], pValues: [Double]) {
    let chart = CumulativeSum(allowance: 0.5, runLength: 15)
    var (lengths, pValues) = ([Int](), [Double]())
    for stream in 0..<streams {
      var normal = NormalGenerator("stream \(size) \(changes)", index: stream)
      var settings = settings()
      settings.seed = UInt64(stream)
      var sequential = try SequentialShift(
        reference: items(20, &normal, by: size), settings: settings, continuing: nil, chart: chart)
      var length = 0
      while sequential.state.firstAlarm == nil {
        let step = sequential.add(
          items(4, &normal, by: size, shift: changes ? 3 : 0))
        if length == 0 { pValues.append(step.pValue) }
        length += 1
      }
      lengths.append(length)
    }
    return (lengths, pValues)
  }

  private func mean(_ lengths: [Int]) -> Double {
    Double(lengths.reduce(0, +)) / Double(lengths.count)
  }

  /// The mean of 200 run lengths of about 15 has a standard error of about 1.
  @Test(arguments: [1, 3])
  func withoutAShiftTheRunLengthIsTheStatedOne(itemsOfUnit: Int) throws {
    let found = try runLengths(streams: 200, by: itemsOfUnit)
    let squares = found.lengths.reduce(0.0) { $0 + pow(Double($1) - mean(found.lengths), 2) }
    let error = (squares / 199 / 200).squareRoot()
    #expect(abs(mean(found.lengths) - 15) <= 3 * error, "\(mean(found.lengths)) ± \(error)")
    let uniform = (0..<200).map { (Double($0) + 0.5) / 200 }
    #expect(KolmogorovSmirnov(found.pValues, uniform).pValue > 0.001)
  }

  @Test func aChangeIsFoundSoon() throws {
    let found = try runLengths(streams: 40, by: 1, changes: true)
    #expect(mean(found.lengths) < 5, "\(mean(found.lengths))")
  }

  @Test func successiveScoresAreNotCorrelated() throws {
    var normal = NormalGenerator("correlation")
    var settings = settings(runLength: 1e6)
    settings.allowance = 3
    var sequential = try SequentialShift(reference: items(16, &normal), settings: settings)
    let scores = (0..<400).map { _ in sequential.add(items(3, &normal)).score }
    let products = zip(scores, scores.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 } / 399
    let mean = scores.reduce(0, +) / 400
    #expect(abs(products) < 3 / 400.0.squareRoot(), "\(products)")
    #expect(abs(mean) < 3 / 400.0.squareRoot(), "\(mean)")
  }

  /// The statistic is the unbiased discrepancy from the fixed half.
  @Test func theDiscrepancyIsThatOfTheShiftTest() throws {
    var normal = NormalGenerator("statistic")
    let rows = normal.matrix(20, 2)
    let batch = normal.matrix(6, 2, shift: 1)
    var sequential = try SequentialShift(
      reference: UnitItems(rows, units: nil), settings: settings())
    let pool = Set(sequential.state.pool.map { $0[0] })
    let fixed = Matrix((0..<20).map { Array(rows.row($0)) }.filter { !pool.contains($0) })
    #expect(fixed.rows == 10 && pool.count == 10)
    let step = sequential.add(UnitItems(batch, units: nil))
    let test = try shiftTest(
      fixed, batch,
      settings: ShiftSettings(
        permutations: 1, resamples: 1, bandwidth: sequential.bandwidth, seed: 1))
    #expect(abs(step.mmd2 - test.mmd2Unbiased) < 1e-12)
    #expect(abs(sequential.bandwidth - medianPairwiseDistance(fixed, seed: 4)) < 1e-12)
  }

  @Test func aStreamGoesOnFromItsState() throws {
    var normal = NormalGenerator("state")
    let reference = items(20, &normal)
    let batches = (0..<6).map { items(3 + $0 % 3, &normal, shift: $0 > 3 ? 4 : 0) }
    var whole = try SequentialShift(reference: reference, settings: settings())
    let steps = batches.map { whole.add($0) }
    var state: SequentialShift.State?
    let daily = try batches.map { batch in
      var day = try SequentialShift(
        reference: reference, settings: settings(), continuing: state)
      let step = day.add(batch)
      state = day.state
      return step
    }
    #expect(daily == steps)
    #expect(state == whole.state)
  }

  @Test func fromTheAlarmOnThePoolStaysAsItIs() throws {
    var normal = NormalGenerator("frozen")
    var sequential = try SequentialShift(reference: items(40, &normal), settings: settings())
    while sequential.state.firstAlarm == nil { _ = sequential.add(items(8, &normal, shift: 5)) }
    let pool = sequential.state.pool
    _ = sequential.add(items(8, &normal, shift: 5))
    #expect(sequential.state.pool == pool && sequential.poolUnits == 20)
  }

  @Test func simulatedStreamsHaveTheStatedRunLength() throws {
    var normal = NormalGenerator("simulation")
    let sequential = try SequentialShift(reference: items(30, &normal), settings: settings())
    let lengths = sequential.simulatedRunLengths(150, batch: 4, permutations: 19)
    #expect(abs(mean(lengths) - 15) <= 3 * 15 / 150.0.squareRoot(), "\(mean(lengths))")
    #expect(lengths == sequential.simulatedRunLengths(150, batch: 4, permutations: 19))
  }

  @Test func batchesThatAreAllEqualAreNoProblem() throws {
    var normal = NormalGenerator("equal")
    var sequential = try SequentialShift(reference: items(20, &normal), settings: settings())
    let equal = Matrix<Double>(rows: 5, columns: 2, elements: Array(repeating: 0.5, count: 10))
    let step = sequential.add(UnitItems(equal, units: nil))
    #expect(step.mmd2.isFinite && step.pValue > 0 && step.pValue < 1 && step.score.isFinite)
  }

  @Test func anAllowanceThatAllowsNoSuchRunLengthIsRefused() {
    var (settings, normal) = (settings(runLength: 200), NormalGenerator("allowance"))
    settings.allowance = 3
    #expect(throws: StatisticsError.self) {
      try SequentialShift(reference: items(8, &normal), settings: settings)
    }
  }

  @Test func whatCannotBeWatchedIsRefused() throws {
    var normal = NormalGenerator("refused")
    #expect(throws: StatisticsError.self) {
      try SequentialShift(reference: items(3, &normal), settings: settings())
    }
    let equal = Matrix<Double>(rows: 8, columns: 2)
    #expect(throws: StatisticsError.zeroBandwidth) {
      try SequentialShift(reference: UnitItems(equal, units: nil), settings: settings())
    }
    for wrong in [\SequentialShiftSettings.runLength, \.allowance] {
      var settings = settings()
      settings[keyPath: wrong] = -1
      #expect(throws: StatisticsError.self) {
        try SequentialShift(reference: items(8, &normal), settings: settings)
      }
    }
  }
}
