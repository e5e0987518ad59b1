import Foundation

/// An ONNX model of which one output is left, so that the libraries compute nothing for the others.
///
/// Field numbers are those of onnx.proto: ModelProto.graph 7; GraphProto.initializer 5 and output
/// 12; ValueInfoProto.name 1; TensorProto.data_location 14.
struct SingleOutputModel {
  let content: Data

  /// Nil where there is nothing to leave out: the file has one output or not this one. Also nil
  /// where it is damaged, or keeps numbers in files beside it, which are found from its path only.
  init?(file: URL, output: String) {
    // What cannot be read is told by the library, which is then given the path.
    guard let file = try? Data(contentsOf: file, options: .mappedIfSafe) else { return nil }
    let graphs = ProtobufFields(file, 0..<file.count).filter { $0.number == 7 }
    guard graphs.count == 1, let graph = graphs.first,
      let kept = Self.keptFields(of: graph.payload, in: file, output: output)
    else { return nil }
    var content = file[..<graph.whole.lowerBound]
    content.append(contentsOf: Self.tag(length: kept.reduce(0) { $0 + $1.count }))
    for range in kept { content.append(file[range]) }
    content.append(file[graph.whole.upperBound...])
    self.content = content
  }

  /// The fields of a graph without the outputs that are not wanted.
  private static func keptFields(
    of graph: Range<Int>, in file: Data, output: String
  ) -> [Range<Int>]? {
    var fields = ProtobufFields(file, graph)
    var kept: [Range<Int>] = []
    var (wanted, others) = (0, 0)
    while let field = fields.next() {
      switch field.number {
      case 5 where isKeptElsewhere(field.payload, in: file): return nil
      case 12 where name(of: field.payload, in: file) == output: wanted += 1
      case 12:
        others += 1
        continue
      default: break
      }
      kept.append(field.whole)
    }
    return fields.isAtEnd && wanted == 1 && others > 0 ? kept : nil
  }

  private static func isKeptElsewhere(_ tensor: Range<Int>, in file: Data) -> Bool {
    ProtobufFields(file, tensor).contains { $0.number == 14 && $0.value == 1 }
  }

  private static func name(of value: Range<Int>, in file: Data) -> String? {
    ProtobufFields(file, value).first { $0.number == 1 }
      .map { String(decoding: file[$0.payload], as: UTF8.self) }
  }

  /// Of field 7 with so many bytes.
  private static func tag(length: Int) -> [UInt8] {
    var bytes: [UInt8] = [7 << 3 | 2]
    var rest = length
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F | 0x80))
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }
}
