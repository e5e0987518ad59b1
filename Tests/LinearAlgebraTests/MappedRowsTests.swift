import Foundation
import Testing

@testable import LinearAlgebra

@Suite struct MappedRowsTests {
  private let matrix = Matrix<Float>([[1, 2, 3], [-4, 0.5, 6], [0, 0, 1e30]])

  private var mapped: MappedRows {
    var data = Data([9, 9, 9, 9])
    for number in matrix.elements {
      for shift in [0, 8, 16, 24] {
        data.append(UInt8(truncatingIfNeeded: number.bitPattern >> UInt32(shift)))
      }
    }
    return MappedRows(data, offset: 4, rows: 3, columns: 3)
  }

  @Test func rowsAreThoseOfTheBytes() {
    #expect(mapped.matrix(0..<3) == matrix)
    #expect(mapped.row(1) == [-4, 0.5, 6])
    #expect(mapped.selecting(rows: [2, 0]) == matrix.selecting(rows: [2, 0]))
    #expect(mapped.matrix(1..<1).rows == 0)
  }

  @Test func productsAndScaledPartsEqualThoseOfAMatrix() {
    for i in 0..<3 {
      for j in 0..<3 {
        let expected = Float.innerProduct(matrix.row(i), matrix.row(j))
        #expect(mapped.innerProduct(i, mapped, j) == expected)
      }
    }
    let factors = [0.1, 2, 1e-30]
    #expect(
      mapped.scaled(rows: 1..<3, columns: 1..<3) { factors[$0] }
        == matrix.scaled(rows: 1..<3, columns: 1..<3, by: factors))
  }

  @Test func tooFewBytesAreRefused() async {
    await #expect(processExitsWith: .failure) {
      _ = MappedRows(Data(count: 47), offset: 0, rows: 4, columns: 3)
    }
  }
}
