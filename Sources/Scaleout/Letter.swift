import Foundation
import Statistics

/// What one rank tells another.
struct Letter: Sendable, Equatable {
  enum Kind: Int, Sendable {
    /// At the start, to rank 0: who this is.
    case hello
    /// Nothing but that the sender is there.
    case alive
    /// To rank 0: asks for a part of a loop.
    case wish
    /// From rank 0: the part to compute, or none.
    case part
    /// To rank 0: the value of a part.
    case value
    /// From rank 0: a broadcast of so many bytes comes next.
    case broadcast
    /// To rank 0: why the sender ends. From rank 0: that all are to end.
    case failure
    /// The sender is done.
    case farewell
  }

  let kind: Kind
  /// From or to which rank.
  let rank: Int
  var bytes: [UInt8] = []
}

/// Asks for a part of a loop.
struct Wish: Portable, Equatable {
  /// Of the loop, counted over the whole job.
  let sequence: Int
  let loop: PartLoop
  /// Digest of the data and settings.
  let job: Data
  /// Parts whose values the sender has kept; told once a loop.
  let kept: [Int]

  init(sequence: Int, loop: PartLoop, job: Data, kept: [Int]) {
    (self.sequence, self.loop, self.job, self.kept) = (sequence, loop, job, kept)
  }

  init?(from bytes: inout PortableReader) {
    guard let sequence = bytes.read(Int.self), let number = bytes.read(Int.self),
      let parts = bytes.read(Int.self),
      let name = bytes.read([UInt8].self), let job = bytes.read([UInt8].self),
      let kept = bytes.read([Int].self)
    else { return nil }
    self.init(
      sequence: sequence,
      loop: PartLoop(number: number, name: String(decoding: name, as: UTF8.self), parts: parts),
      job: Data(job), kept: kept)
  }

  func write(to bytes: inout PortableWriter) {
    bytes.write(sequence)
    bytes.write(loop.number)
    bytes.write(loop.parts)
    bytes.write(Array(loop.name.utf8))
    bytes.write(Array(job))
    bytes.write(kept)
  }
}

/// Who a rank is.
struct Hello: Portable, Equatable {
  let program: String
  let host: String

  init(program: String, host: String) { (self.program, self.host) = (program, host) }

  init?(from bytes: inout PortableReader) {
    guard let program = bytes.read([UInt8].self), let host = bytes.read([UInt8].self) else {
      return nil
    }
    self.init(
      program: String(decoding: program, as: UTF8.self),
      host: String(decoding: host, as: UTF8.self))
  }

  func write(to bytes: inout PortableWriter) {
    bytes.write(Array(program.utf8))
    bytes.write(Array(host.utf8))
  }
}

/// The value of a part.
struct PartValue: Portable, Equatable {
  let loop: Int
  let part: Int
  let value: [UInt8]

  init(loop: Int, part: Int, value: [UInt8]) {
    (self.loop, self.part, self.value) = (loop, part, value)
  }

  init?(from bytes: inout PortableReader) {
    guard let loop = bytes.read(Int.self), let part = bytes.read(Int.self),
      let value = bytes.read([UInt8].self)
    else { return nil }
    self.init(loop: loop, part: part, value: value)
  }

  func write(to bytes: inout PortableWriter) {
    bytes.write(loop)
    bytes.write(part)
    bytes.write(value)
  }
}
