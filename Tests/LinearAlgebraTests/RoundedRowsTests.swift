import LinearAlgebra
import TestSupport
import Testing

@Suite struct RoundedRowsTests {
  private func distances(_ rows: [[Float]]) -> [[Float]] {
    let rounded = RoundedRows(count: rows.count, columns: rows[0].count) { rows[$0] }
    let all = (0..<Int32(rows.count)).map { $0 }
    var products: [Int32] = []
    return rows.indices.map { row in
      var found = [Float](repeating: .nan, count: rows.count)
      rounded.cosineDistances(of: row, to: all[...], &products, into: &found)
      return found
    }
  }

  /// A byte is off by half a step of 1/127 of the row's largest number at most.
  @Test(arguments: [1, 3, 64, 65, 512])
  func distancesAreThoseOfCosinesButForRounding(columns: Int) {
    let rows = (0..<20).map { row -> [Float] in
      (0..<columns).map { column -> Float in
        let number = (column * 37 + row * row * 11 + row) % 101
        return Float(number) - 50.5
      }
    }
    let found = distances(rows)
    for a in rows.indices {
      for b in rows.indices {
        let distance = 1 - cosine(rows[a], rows[b])
        #expect(abs(Double(found[a][b]) - distance) < 0.01)
        #expect(found[a][b] == found[b][a] && found[a][b] >= 0)
      }
      #expect(found[a][a] < 1e-6)
    }
  }

  private func cosine(_ x: [Float], _ y: [Float]) -> Double {
    func product(_ x: [Float], _ y: [Float]) -> Double {
      zip(x, y).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    return product(x, y) / (product(x, x) * product(y, y)).squareRoot()
  }

  @Test func scaleIsOfNoAccount() {
    let row: [Float] = [0.25, -1, 0.5, 3]
    let found = distances([row, row.map { $0 * 1e30 }, row.map { $0 * 1e-37 }, row.map { -$0 }])
    #expect(found[0][1] == found[0][0] && found[0][2] == found[0][0])
    #expect(abs(found[0][3] - 2) < 1e-6)
  }

  @Test func rowsOfZerosAreAtDistanceOne() {
    let rows = RoundedRows(count: 2, columns: 2) { $0 == 0 ? [0, 0] : [1, 2] }
    #expect(rows.isZero(0) && !rows.isZero(1))
    #expect(distances([[0, 0], [1, 2]])[0] == [1, 1])
    #expect(distances([[0, 0], [1, 2]])[1][0] == 1)
  }

  /// 140,000 products of 127² would leave 32 bits.
  @Test func veryWideRowsDoNotOverflow() {
    let row = [Float](repeating: 1, count: 140_000)
    let found = distances([row, row.map { -$0 }])
    #expect(found[0][0] < 1e-5 && abs(found[0][1] - 2) < 1e-5)
  }
}
