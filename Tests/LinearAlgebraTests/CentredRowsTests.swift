import Foundation
import Testing

@testable import LinearAlgebra

@Suite struct CentredRowsTests {
  private let mean = (0..<37).map { Double($0) / 8 }
  private let numbers = (0..<5 * 37).map { Float($0 * 7 % 23) }

  /// The same rows as floats, as doubles and in a file.
  private var sources: [CentredRows.Source] {
    let floats = Matrix(rows: 5, columns: 37, elements: numbers)
    let bytes = unsafe numbers.withUnsafeBytes { unsafe Data($0) }
    return [
      .floats(floats), .doubles(floats.converted()),
      .mapped(MappedRows(bytes, offset: 0, rows: 5, columns: 37)),
    ]
  }

  private func number(_ row: Int, _ column: Int) -> Double {
    Double(numbers[row * 37 + column]) - mean[column]
  }

  @Test func distancesAreThoseOfRowsLessTheMean() {
    let points = Matrix(
      rows: 2, columns: 37, elements: (0..<74).map { Double($0 % 11) - 3 })
    for source in sources {
      let rows = CentredRows(source, mean: mean)
      var found = [Double](repeating: 0, count: 4)
      rows.squaredDistances(of: [4, 0, 4], to: [1, 1, 0], of: points, into: &found)
      for (place, (row, point)) in [(4, 1), (0, 1), (4, 0)].enumerated() {
        let expected = (0..<37).reduce(0.0) { sum, column in
          let difference = number(row, column) - points[point, column]
          return sum + difference * difference
        }
        #expect(abs(found[place] - expected) <= 1e-12 * expected)
        #expect(rows.squaredDistance(of: row, to: point, of: points) == found[place])
      }
      #expect(found[3] == 0)
    }
  }

  @Test func rowsAreAddedWithTheirWeights() {
    for source in sources {
      let rows = CentredRows(source, mean: mean)
      var sums = [Double](repeating: 1, count: 40)
      rows.add(3, times: -2, to: &sums, from: 2)
      #expect(sums[0] == 1 && sums[1] == 1 && sums[39] == 1)
      for column in 0..<37 { #expect(sums[2 + column] == 1 - 2 * number(3, column)) }
      let chosen = rows.selecting(rows: [2, 2])
      #expect(chosen.row(0) == chosen.row(1))
      #expect(chosen[1, 36] == number(2, 36))
      #expect(rows.squaredNorms(of: 1..<2)[0] > 0)
    }
  }

  @Test func rowsOfNoColumnsAreInOnePlace() {
    let rows = CentredRows(.floats(Matrix(rows: 3, columns: 0)), mean: [])
    #expect(rows.squaredDistance(of: 1, to: 0, of: Matrix(rows: 1, columns: 0)) == 0)
    #expect(rows.squaredNorms(of: 0..<3) == [0, 0, 0])
  }
}
