import Foundation

/// An ONNX model of which one output is left, so that the libraries compute nothing for the others. A tensor
/// between two nodes may be the one.
///
/// Field numbers are those of onnx.proto: ModelProto.graph 7; GraphProto.node 1, initializer 5 and output
/// 12; NodeProto.output 2; ValueInfoProto.name 1; TensorProto.data_location 14.
struct SingleOutputModel {
  let content: Data

  /// Nil where there is nothing to leave out: the file has this output alone, or no such tensor. Also nil
  /// where it is damaged, or keeps numbers in files beside it, which are found from its path only.
  init?(file: URL, output: String) {
    // What cannot be read is told by the library, which is then given the path.
    guard let file = try? Data(contentsOf: file, options: .mappedIfSafe) else { return nil }
    let graphs = ProtobufFields(file, 0..<file.count).filter { $0.number == 7 }
    guard graphs.count == 1, let graph = graphs.first,
      let kept = Self.keptFields(of: graph.payload, in: file, output: output)
    else { return nil }
    let added = kept.hasOutput ? Data() : Self.output(named: output)
    let length = kept.fields.reduce(added.count) { $0 + $1.count }
    var content = file[..<graph.whole.lowerBound]
    content.append(contentsOf: ProtobufFields.tag(7, length: length))
    for range in kept.fields { content.append(file[range]) }
    content.append(added)
    content.append(file[graph.whole.upperBound...])
    self.content = content
  }

  /// An output of which nothing but the name is told; the libraries find out the rest.
  private static func output(named name: String) -> Data {
    let name = Data(name.utf8)
    let field = Data(ProtobufFields.tag(1, length: name.count)) + name
    return Data(ProtobufFields.tag(12, length: field.count)) + field
  }

  /// The fields of a graph without the outputs that are not wanted, and whether the wanted one is among them
  /// rather than between two nodes.
  private static func keptFields(
    of graph: Range<Int>, in file: Data, output: String
  ) -> (fields: [Range<Int>], hasOutput: Bool)? {
    var fields = ProtobufFields(file, graph)
    var kept: [Range<Int>] = []
    var (wanted, others, isInside) = (0, 0, false)
    while let field = fields.next() {
      switch field.number {
      case 1: isInside = isInside || makes(output, node: field.payload, in: file)
      case 5 where ProtobufFields.isKeptElsewhere(field.payload, in: file): return nil
      case 12 where name(of: field.payload, in: file) == output: wanted += 1
      case 12:
        others += 1
        continue
      default: break
      }
      kept.append(field.whole)
    }
    guard fields.isAtEnd, others > 0, wanted == 1 || (wanted == 0 && isInside) else { return nil }
    return (kept, wanted == 1)
  }

  /// Whether a node has an output of this name.
  private static func makes(_ output: String, node: Range<Int>, in file: Data) -> Bool {
    ProtobufFields(file, node).contains {
      $0.number == 2 && file[$0.payload].elementsEqual(output.utf8)
    }
  }

  private static func name(of value: Range<Int>, in file: Data) -> String? {
    ProtobufFields(file, value).first { $0.number == 1 }
      .map { String(decoding: file[$0.payload], as: UTF8.self) }
  }
}
