public import Foundation

/// How many pieces of text an ONNX model has vectors for.
///
/// Field numbers are those of onnx.proto: ModelProto.graph 7; GraphProto.node 1 and initializer 5;
/// NodeProto.input 1, output 2 and op_type 4; TensorProto.dims 1 and name 8.
public enum EmbeddedPieces {
  /// Nil where the file does not say it in the usual way: a table that is looked up by the input, as it is or
  /// cast to other numbers.
  public static func count(in model: URL, of input: String) -> Int? {
    // What cannot be read is told by the library that opens it.
    guard let file = try? Data(contentsOf: model, options: .mappedIfSafe) else { return nil }
    let graphs = ProtobufFields(file, 0..<file.count).filter { $0.number == 7 }
    guard let graph = graphs.first, graphs.count == 1 else { return nil }
    var names: Set<String> = [input]
    var table: String?
    for field in ProtobufFields(file, graph.payload) where field.number == 1 {
      let node = Node(file, field.payload)
      guard let last = node.inputs.last, names.contains(last) else { continue }
      if ["Cast", "Identity"].contains(node.kind) { names.formUnion(node.outputs) }
      if node.kind == "Gather" { table = table ?? node.inputs.first }
    }
    return table.flatMap { rows(of: $0, in: file, graph.payload) }
  }

  private struct Node {
    var (inputs, outputs): ([String], [String]) = ([], [])
    var kind = ""

    init(_ file: Data, _ range: Range<Int>) {
      for field in ProtobufFields(file, range) {
        let text = { String(decoding: file[field.payload], as: UTF8.self) }
        switch field.number {
        case 1: inputs.append(text())
        case 2: outputs.append(text())
        case 4: kind = text()
        default: break
        }
      }
    }
  }

  private static func rows(of table: String, in file: Data, _ graph: Range<Int>) -> Int? {
    for field in ProtobufFields(file, graph) where field.number == 5 {
      let fields = Array(ProtobufFields(file, field.payload))
      let name = fields.first { $0.number == 8 }
        .map { String(decoding: file[$0.payload], as: UTF8.self) }
      guard name == table else { continue }
      return fields.first { $0.number == 1 }.flatMap { dims in
        // Packed, or the first of several fields.
        dims.payload.isEmpty ? Int(exactly: dims.value) : firstNumber(file[dims.payload])
      }
    }
    return nil
  }

  private static func firstNumber(_ bytes: Data) -> Int? {
    var value = 0
    for (place, byte) in bytes.prefix(9).enumerated() {
      value |= Int(byte & 0x7F) << (7 * place)
      if byte < 0x80 { return value }
    }
    return nil
  }
}
