import CMPI
import Foundation
import Statistics

/// Everything that Open MPI does, on one thread.
///
/// It never waits within Open MPI, where a cut network would hold it for ever: transfers are begun and
/// looked after. Each rank tells rank 0 every second that it is there, and rank 0 tells all.
final class LinkLoop {
  let facts: LinkFacts
  private let line: Line
  private var transfers: [Transfer] = []
  /// Only the first is on its way.
  private var broadcasts: [Broadcast] = []
  private var heard: [Int: ContinuousClock.Instant] = [:]
  private var lastTick = ContinuousClock.now

  private static let tick = 1.0
  /// Seconds between two ticks from which on this process itself was stopped, not the others.
  private static let gap = 5.0
  private static let pauseInMicroseconds: UInt32 = 200

  /// - Throws: `ScaleoutError.noLibrary`.
  init(_ line: Line) throws(ScaleoutError) {
    var text = [CChar](repeating: 0, count: 512)
    guard unsafe mpi_start(&text, text.count) else {
      throw .noLibrary(reason: string(text))
    }
    let (rank, count) = (Int(mpi_rank()), Int(mpi_size()))
    unsafe mpi_host(&text, text.count)
    let host = string(text)
    unsafe mpi_version(&text, text.count)
    facts = LinkFacts(rank: rank, count: count, host: host, library: string(text))
    self.line = line
    for other in 0..<count where other != rank && (rank == 0 || other == 0) {
      heard[other] = .now
    }
  }

  /// Until the line ends and all has been said.
  func run() {
    var end: Line.End?
    while end == nil || !transfers.isEmpty || !broadcasts.isEmpty {
      guard let events = line.events else {
        usleep(Self.pauseInMicroseconds)
        continue
      }
      let new = line.takeAll()
      end = new.end
      for letter in new.letters { send(letter) }
      for bytes in new.broadcasts { announce(bytes) }
      let hasMoved = [receiveNext(), finishTransfers(events), advanceBroadcast(events)]
        .contains(true)
      if end == nil { tickIfDue(events) }
      if !hasMoved, new.letters.isEmpty { usleep(Self.pauseInMicroseconds) }
    }
    mpi_end()
    if case .leave(let leave) = end { leave() }
  }

  private func send(_ letter: Letter) {
    transfers.append(Transfer(sending: letter))
  }

  private func announce(_ bytes: [UInt8]) {
    for rank in 1..<facts.count {
      send(Letter(kind: .broadcast, rank: rank, bytes: bytes.count.portable))
    }
    broadcasts.append(Broadcast(of: bytes))
  }

  private func receiveNext() -> Bool {
    guard let transfer = Transfer.next() else { return false }
    transfers.append(transfer)
    return true
  }

  private func finishTransfers(_ events: any LinkEvents) -> Bool {
    // Letters of a rank are handed on in the order in which it sent them.
    var held: Set<Int> = []
    let (finished, open) = transfers.parted { transfer in
      guard let sender = transfer.sender else { return transfer.isDone() }
      if !held.contains(sender), transfer.isDone() { return true }
      held.insert(sender)
      return false
    }
    transfers = open
    for letter in finished.compactMap(\.received) {
      heard[letter.rank] = .now
      if letter.kind == .broadcast, let size = Int(portable: letter.bytes) {
        broadcasts.append(Broadcast(size: size))
      } else {
        events.receive(letter)
      }
    }
    return !finished.isEmpty
  }

  private func advanceBroadcast(_ events: any LinkEvents) -> Bool {
    guard let first = broadcasts.first, first.advance() else { return false }
    if first.isComplete {
      broadcasts.removeFirst()
      if facts.rank != 0 { events.receive(broadcast: first.bytes) }
    }
    return true
  }

  private func tickIfDue(_ events: any LinkEvents) {
    let now = ContinuousClock.now
    let seconds = lastTick.duration(to: now) / .seconds(1)
    guard seconds >= Self.tick else { return }
    lastTick = now
    if seconds > Self.gap { for rank in heard.keys { heard[rank] = now } }
    for rank in heard.keys { send(Letter(kind: .alive, rank: rank)) }
    events.tick(silence: heard.mapValues { $0.duration(to: now) / .seconds(1) })
  }
}

/// A message on its way, with the memory that it lies in.
@safe private final class Transfer {
  private let letter: Letter
  private let isIncoming: Bool
  private let room: UnsafeMutableRawBufferPointer
  private let handle: OpaquePointer

  init(sending letter: Letter) {
    self.letter = letter
    isIncoming = false
    unsafe room = .allocate(byteCount: letter.bytes.count, alignment: 8)
    unsafe room.copyBytes(from: letter.bytes)
    unsafe handle = begun(
      mpi_send(Int32(letter.rank), Int32(letter.kind.rawValue), room.baseAddress, room.count))
  }

  private init(receiving kind: Letter.Kind, from rank: Int, count: Int) {
    letter = Letter(kind: kind, rank: rank)
    isIncoming = true
    unsafe room = .allocate(byteCount: count, alignment: 8)
    unsafe handle = begun(
      mpi_receive(Int32(rank), Int32(kind.rawValue), room.baseAddress, count))
  }

  deinit { unsafe room.deallocate() }

  /// A message that has come in.
  static func next() -> Transfer? {
    var (rank, tag, count) = (Int32(), Int32(), 0)
    guard unsafe mpi_next(&rank, &tag, &count) else { return nil }
    guard let kind = Letter.Kind(rawValue: Int(tag)) else {
      preconditionFailure("rank \(rank) speaks another language")
    }
    return Transfer(receiving: kind, from: Int(rank), count: count)
  }

  /// Asked until it says yes.
  func isDone() -> Bool { unsafe mpi_is_done(handle) }

  /// Of an incoming message.
  var sender: Int? { isIncoming ? letter.rank : nil }

  /// The letter that came; nil of one that went.
  var received: Letter? {
    guard isIncoming else { return nil }
    return unsafe Letter(kind: letter.kind, rank: letter.rank, bytes: Array(room))
  }
}

/// Bytes from rank 0 to all, in pieces that Open MPI can count.
@safe private final class Broadcast {
  private let room: UnsafeMutableRawBufferPointer
  private var sent = 0
  private var piece: (handle: OpaquePointer, length: Int)?

  private static let largestPiece = 1 << 30

  init(size: Int) { unsafe room = .allocate(byteCount: size, alignment: 8) }

  convenience init(of bytes: [UInt8]) {
    self.init(size: bytes.count)
    unsafe room.copyBytes(from: bytes)
  }

  deinit { unsafe room.deallocate() }

  var isComplete: Bool { unsafe sent == room.count }

  var bytes: [UInt8] { unsafe Array(room) }

  /// - Returns: whether anything has moved.
  func advance() -> Bool {
    if isComplete { return true }
    if let (handle, length) = unsafe piece {
      guard unsafe mpi_is_done(handle) else { return false }
      sent += length
      unsafe piece = nil
    } else {
      let length = unsafe min(room.count - sent, Self.largestPiece)
      let start = unsafe room.baseAddress.map { unsafe $0 + sent }
      unsafe piece = (begun(mpi_broadcast(start, length)), length)
    }
    return true
  }
}

private func begun(_ transfer: OpaquePointer?) -> OpaquePointer {
  guard let transfer = unsafe transfer else { preconditionFailure("no memory for a message") }
  return unsafe transfer
}

/// A C text up to its zero.
private func string(_ text: [CChar]) -> String {
  String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
}

extension Array {
  /// Those of which something holds, and the others.
  fileprivate func parted(_ holds: (Element) -> Bool) -> (yes: [Element], no: [Element]) {
    reduce(into: ([], [])) { parts, element in
      if holds(element) { parts.0.append(element) } else { parts.1.append(element) }
    }
  }
}
