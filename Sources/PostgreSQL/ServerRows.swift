import CPostgreSQL

/// What a statement answered, freed when nobody has it any more.
@safe public final class ServerRows: RandomAccessCollection {
  private let result: OpaquePointer

  init(_ result: OpaquePointer) {
    unsafe self.result = unsafe result
  }

  deinit {
    unsafe PQclear(result)
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { unsafe Int(PQntuples(result)) }
  public subscript(number: Int) -> ServerRow { ServerRow(rows: self, number: number) }

  /// How many rows the statement changed.
  public var changed: Int {
    unsafe PQcmdTuples(result).flatMap { unsafe Int(String(cString: $0)) } ?? 0
  }

  var status: ExecStatusType { unsafe PQresultStatus(result) }

  var problem: ServerProblem {
    ServerProblem(
      state: field(UInt8(ascii: "C")),
      message: field(UInt8(ascii: "M")) ?? "the server gave no reason")
  }

  private func field(_ code: UInt8) -> String? {
    unsafe PQresultErrorField(result, Int32(code)).map { unsafe String(cString: $0) }
  }

  fileprivate func isNull(_ row: Int, _ column: Int) -> Bool {
    unsafe PQgetisnull(result, Int32(row), Int32(column)) == 1
  }

  fileprivate func withBytes<Value>(
    _ row: Int, _ column: Int, _ body: (UnsafeRawBufferPointer) -> Value
  ) -> Value {
    let (row, column) = (Int32(row), Int32(column))
    return unsafe body(
      UnsafeRawBufferPointer(
        start: PQgetvalue(result, row, column), count: Int(PQgetlength(result, row, column))))
  }
}

/// One row of an answer; columns are counted from 0.
public struct ServerRow {
  let rows: ServerRows
  let number: Int

  /// Of `smallint`, `integer`, `bigint` or `boolean`; 0 for NULL.
  public func integer(_ column: Int) -> Int { optionalInteger(column) ?? 0 }

  public func optionalInteger(_ column: Int) -> Int? {
    unsafe read(column) { bytes in
      let first: Int = (unsafe bytes.first).map { Int(Int8(bitPattern: $0)) } ?? 0
      return unsafe bytes.dropFirst().reduce(first) { $0 << 8 | Int($1) }
    }
  }

  /// Of `double precision`; NaN for NULL.
  public func number(_ column: Int) -> Double {
    Double(bitPattern: UInt64(bitPattern: Int64(optionalInteger(column) ?? -1)))
  }

  /// Of `text`; empty for NULL.
  public func text(_ column: Int) -> String { optionalText(column) ?? "" }

  public func optionalText(_ column: Int) -> String? {
    unsafe read(column) { unsafe String(decoding: $0, as: UTF8.self) }
  }

  public func bytes(_ column: Int) -> [UInt8]? { unsafe read(column) { unsafe Array($0) } }

  /// Of pgvector's `vector`.
  public func vector(_ column: Int) -> [Float] {
    unsafe read(column) { unsafe Self.floats($0, from: 4, step: 4) } ?? []
  }

  /// Of `real[]` of one dimension without NULL.
  public func reals(_ column: Int) -> [Float] {
    unsafe read(column) { unsafe Self.floats($0, from: 24, step: 8) } ?? []
  }

  private func read<Value>(_ column: Int, _ body: (UnsafeRawBufferPointer) -> Value) -> Value? {
    rows.isNull(number, column) ? nil : unsafe rows.withBytes(number, column, body)
  }

  private static func floats(
    _ bytes: UnsafeRawBufferPointer, from start: Int, step: Int
  ) -> [Float] {
    guard bytes.count > start else { return [] }
    let count = (bytes.count - start + step - 4) / step
    return unsafe [Float](unsafeUninitializedCapacity: count) { floats, written in
      for place in 0..<count {
        let bits = unsafe bytes.loadUnaligned(fromByteOffset: start + place * step, as: UInt32.self)
        unsafe floats.initializeElement(at: place, to: Float(bitPattern: UInt32(bigEndian: bits)))
      }
      written = count
    }
  }
}
