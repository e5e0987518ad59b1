import LinearAlgebra
import Testing

@Suite struct InnerProductTests {
  @Test(arguments: 0...19)
  func everyLengthIsSummedWhole(count: Int) {
    let x = (0..<count).map { Float($0 - 4) }
    let y = (0..<count).map { Float(2 * $0 + 1) }
    let expected = (0..<count).reduce(0) { $0 + ($1 - 4) * (2 * $1 + 1) }
    #expect(Float.innerProduct(x[...], y[...]) == Double(expected))
    #expect(
      Double.innerProduct(x.map(Double.init)[...], y.map(Double.init)[...]) == Double(expected))
  }

  @Test func slicesStartWhereTheyStart() {
    let x: [Float] = [9, 9, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]
    #expect(Float.innerProduct(x[2..<11], x[3..<12]) == 330)
    let y = x.map(Double.init)
    #expect(Double.innerProduct(y[2..<11], y[3..<12]) == 330)
  }

  @Test func floatsAreSummedInDoublePrecision() {
    // In float 2²⁴ + 1 is 2²⁴.
    let x: [Float] = [0x1p24, 1, -0x1p24, 1, 1]
    #expect(Float.innerProduct(x[...], [1, 1, 1, 1, 1]) == 3)
    let large: [Float] = [1e30, 1e30]
    #expect(Float.innerProduct(large[...], large[...]) > 1e60)
  }

  @Test func notANumberIsNotHidden() {
    #expect(Float.innerProduct([.nan, 1], [0, 1]).isNaN)
    #expect(Double.innerProduct([.infinity], [0]).isNaN)
  }

  @Test func lengthsMustBeEqual() async {
    await #expect(processExitsWith: .failure) { _ = Float.innerProduct([1], [1, 2]) }
    await #expect(processExitsWith: .failure) { _ = Double.innerProduct([1], [1, 2]) }
  }
}
