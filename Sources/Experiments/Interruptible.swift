import Dispatch

/// Computes on a thread of its own; when the task is cancelled, the computation is abandoned.
///
/// Statistics are pure functions without a way out in the middle. Nothing is lost by leaving one:
/// it has written nothing, and the program ends.
/// - Throws: what the computation throws, or `CancellationError`.
public func interruptible<Value: Sendable>(
  _ compute: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try Task.checkCancellation()
  let (values, end) = AsyncThrowingStream<Value, any Error>.makeStream()
  DispatchQueue.global().async {
    do {
      end.yield(try compute())
      end.finish()
    } catch {
      end.finish(throwing: error)
    }
  }
  for try await value in values { return value }
  throw CancellationError()
}
