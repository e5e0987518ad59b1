import Synchronization

/// Who else carries out the parts of a long loop, and where finished ones are kept.
///
/// The processes that share work run the same program on the same plan and data. Each goes through the
/// same steps; of a shared loop each computes some parts, one process gathers their values in order, and
/// all go on with what it gathered. So they agree bit by bit, and on whatever depends on it.
public protocol PartSharing: Sendable {
  /// Carries out a loop, with others or from what is kept.
  ///
  /// - Parameters:
  ///   - name: of the loop, for people and files.
  ///   - parts: how many; what is combined from their values does not depend on who computes them, nor when.
  ///   - progress: is told of parts, of all processes.
  ///   - compute: computes parts until none is left to take, and hands in the value of each; both may be
  ///     called from any thread.
  ///   - gather: in the process that gathers, is given each value, in order of the parts, one at a time;
  ///     false where that is none.
  ///   - result: of what was gathered.
  /// - Returns: the result where another process gathered; nil where this one did.
  func carryOut(
    _ name: String, parts: Int, progress: @escaping WorkProgress,
    compute: (
      _ take: @escaping @Sendable () -> Int?,
      _ handIn: @escaping @Sendable (_ part: Int, _ value: [UInt8]) -> Void
    ) -> Void,
    gather: @escaping @Sendable ([UInt8]) -> Bool, result: () -> [UInt8]
  ) -> [UInt8]?
}

/// Who shares the long loops of what is being computed; nobody where nothing is said.
public enum SharedWork {
  @TaskLocal public static var sharing: (any PartSharing)?
}

/// Combines the values of a function at 0..<count, in order, as `foldOnAllCores` does; with whoever shares
/// the work. Within another loop nothing is shared.
///
/// - Parameters:
///   - name: of the loop.
///   - start: what each worker starts as, e.g. its buffers.
///   - result: to which values are added.
func foldInParts<Worker: Sendable, Value: Portable, Result: Portable>(
  _ name: String, _ count: Int, each start: Worker, into result: Result,
  progress: WorkProgress = { _, _ in },
  _ value: @Sendable (inout Worker, Int) -> Value,
  combine: @escaping @Sendable (inout Result, Value) -> Void
) -> Result {
  guard let sharing = SharedWork.sharing else {
    return foldOnAllCores(
      count, each: start, into: result, progress: progress, value, combine: combine)
  }
  let folded = FoldedParts(of: result)
  // Nothing of the loop is kept when it has been carried out.
  let gathered = withoutActuallyEscaping(progress) { progress in
    sharing.carryOut(name, parts: count, progress: progress) { take, handIn in
      _ = onAllCores(each: start, atMost: count, take: take) { worker, part in
        handIn(part, value(&worker, part).portable)
      }
    } gather: { bytes in
      guard let value = Value(portable: bytes) else { return false }
      folded.result.withLock { combine(&$0, value) }
      return true
    } result: {
      folded.result.withLock { $0.portable }
    }
  }
  guard let gathered else { return folded.result.withLock { $0 } }
  guard let result = Result(portable: gathered) else {
    preconditionFailure("the other process computes something else in \(name)")
  }
  return result
}

private final class FoldedParts<Result: Sendable>: Sendable {
  let result: Mutex<Result>

  init(of start: Result) { result = Mutex(start) }
}

/// The values of a function at 0..<count, in order, with whoever shares the work.
func mapInParts<Worker: Sendable, Value: Portable>(
  _ name: String, _ count: Int, each start: Worker, progress: WorkProgress = { _, _ in },
  _ value: @Sendable (inout Worker, Int) -> Value
) -> [Value] {
  foldInParts(name, count, each: start, into: [], progress: progress, value) { $0.append($1) }
}

/// The same without anything of each worker's own.
func mapInParts<Value: Portable>(
  _ name: String, _ count: Int, progress: WorkProgress = { _, _ in },
  _ value: @Sendable (Int) -> Value
) -> [Value] {
  mapInParts(name, count, each: (), progress: progress) { value($1) }
}
