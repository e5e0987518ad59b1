import Foundation
import Statistics

/// Computes on a thread of its own; when the task is cancelled, the computation is abandoned. It is
/// none of dispatch's threads, since these may all be busy computing and then nobody hears of it.
///
/// Statistics are pure functions without a way out in the middle. Nothing is lost by leaving one:
/// it has written nothing, and the program ends.
/// - Throws: what the computation throws, or `CancellationError`.
public func interruptible<Value: Sendable>(
  _ compute: @escaping @Sendable () throws -> Value
) async throws -> Value {
  try Task.checkCancellation()
  let sharing = SharedWork.sharing
  let (values, end) = AsyncThrowingStream<Value, any Error>.makeStream()
  Thread.detachNewThread {
    do {
      end.yield(try SharedWork.$sharing.withValue(sharing) { try compute() })
      end.finish()
    } catch {
      end.finish(throwing: error)
    }
  }
  for try await value in values { return value }
  throw CancellationError()
}
