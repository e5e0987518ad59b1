import Inference
import Testing

@Suite struct TensorTests {
  @Test func openAxesAcceptEverySize() {
    let batch = TensorDescription(name: "image", shape: [nil, 3])
    #expect(batch.accepts([1, 3]))
    #expect(batch.accepts([7, 3]))
    #expect(!batch.accepts([7, 4]))
    #expect(!batch.accepts([3]))
  }

  @Test func anUnknownShapeAcceptsEveryShape() {
    #expect(TensorDescription(name: "x", shape: []).accepts([2, 2]))
  }
}
