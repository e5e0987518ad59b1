import LinearAlgebra
import Testing

@Suite struct MatrixTests {
  let matrix = Matrix<Float>([[1, 2, 3], [4, 5, 6]])

  @Test func elementsAreRowMajor() {
    #expect(matrix.rows == 2 && matrix.columns == 3)
    #expect(matrix.elements == [1, 2, 3, 4, 5, 6])
    #expect(matrix[1, 0] == 4)
    #expect(matrix.row(1) == [4, 5, 6])
  }

  @Test func elementsCanBeSet() {
    var changed = matrix
    changed[0, 2] = 9
    #expect(changed == Matrix([[1, 2, 9], [4, 5, 6]]) && matrix[0, 2] == 3)
  }

  @Test func selectedRowsKeepTheGivenOrder() {
    #expect(matrix.selecting(rows: [1, 0, 1]) == Matrix([[4, 5, 6], [1, 2, 3], [4, 5, 6]]))
    let none = matrix.selecting(rows: [])
    #expect(none.rows == 0 && none.columns == 3)
  }

  @Test func stackingKeepsBoth() {
    let stacked = matrix.stacked(above: Matrix([[7, 8, 9]]))
    #expect(stacked.elements == [1, 2, 3, 4, 5, 6, 7, 8, 9] && stacked.rows == 3)
    #expect(matrix.stacked(above: Matrix(rows: 0, columns: 3)) == matrix)
  }

  @Test func transposingTwiceChangesNothing() {
    #expect(matrix.transposed == Matrix([[1, 4], [2, 5], [3, 6]]))
    #expect(matrix.transposed.transposed == matrix)
    let empty = Matrix<Double>(rows: 0, columns: 4)
    #expect(empty.transposed.rows == 4 && empty.transposed.columns == 0)
  }

  @Test func precisionsConvert() {
    let third = Matrix([[1.0 / 3]])
    #expect(third.converted(to: Float.self) == Matrix<Float>([[1.0 / 3]]))
    #expect(matrix.converted(to: Double.self) == Matrix([[1, 2, 3], [4, 5, 6]]))
    #expect(matrix.converted(to: Double.self).converted(to: Float.self) == matrix)
  }

  @Test func shapesMustFit() async {
    await #expect(processExitsWith: .failure) {
      _ = Matrix<Float>(rows: 2, columns: 2, elements: [1, 2, 3])
    }
    await #expect(processExitsWith: .failure) {
      _ = Matrix([[1.0, 2], [3]])
    }
    await #expect(processExitsWith: .failure) {
      _ = Matrix([[1.0, 2]]).times(Matrix([[1.0, 2]]))
    }
  }
}
