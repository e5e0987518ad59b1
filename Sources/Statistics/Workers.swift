import Dispatch
import LinearAlgebra
import Synchronization

/// Works through 0..<count on all cores that linear algebra may use, with products on one thread
/// meanwhile. Each worker takes the next number when it is free, so that none waits for another.
///
/// - Parameter start: what each worker starts as.
/// - Returns: the workers, in no particular order.
public func onAllCores<Worker: Sendable>(
  _ count: Int, each start: Worker, progress: WorkProgress = { _, _ in },
  _ work: @Sendable (inout Worker, Int) -> Void
) -> [Worker] {
  progress(0, count)
  let next = Atomic(0)
  let done = Atomic(0)
  return onAllCores(each: start, atMost: count) {
    let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
    return number < count ? number : nil
  } work: { worker, number in
    work(&worker, number)
    progress(done.wrappingAdd(1, ordering: .relaxed).newValue, count)
  }
}

/// The same, of numbers that somebody gives out.
///
/// - Parameters:
///   - most: workers at most.
///   - take: the next number, nil where none is left; called from any thread.
func onAllCores<Worker: Sendable>(
  each start: Worker, atMost most: Int, take: @Sendable () -> Int?,
  work: @Sendable (inout Worker, Int) -> Void
) -> [Worker] {
  BLAS.atOneThread { threads in
    let finished = Mutex<[Worker]>([])
    // What is shared already is not shared again by one of the workers.
    SharedWork.$sharing.withValue(nil) {
      DispatchQueue.concurrentPerform(iterations: max(1, min(threads, most))) { _ in
        var worker = start
        while let number = take() { work(&worker, number) }
        finished.withLock { $0.append(worker) }
      }
    }
    return finished.withLock { $0 }
  }
}

/// The values of a function at 0..<count, in order, computed on all cores.
func mapOnAllCores<Value: Sendable>(
  _ count: Int, progress: WorkProgress = { _, _ in }, _ value: @Sendable (Int) -> Value
) -> [Value] {
  let found = onAllCores(
    count, each: [(place: Int, value: Value)](), progress: progress
  ) { found, number in
    found.append((number, value(number)))
  }
  return found.joined().sorted { $0.place < $1.place }.map(\.value)
}

/// The same, with something that each worker has of its own, e.g. its buffers.
public func mapOnAllCores<Worker: Sendable, Value: Sendable>(
  _ count: Int, each start: Worker, _ value: @Sendable (inout Worker, Int) -> Value
) -> [Value] {
  let found = onAllCores(count, each: (start, [(place: Int, value: Value)]())) { worker, number in
    worker.1.append((number, value(&worker.0, number)))
  }
  return found.flatMap(\.1).sorted { $0.place < $1.place }.map(\.value)
}

/// Combines the values of a function at 0..<count, in order, whoever computed them and when: sums of
/// floating-point numbers then have the same bits on any number of cores.
///
/// Values wait for earlier ones; as workers take numbers in order, few wait at a time.
/// - Parameters:
///   - start: what each worker starts as, e.g. its buffers.
///   - result: to which values are added.
func foldOnAllCores<Worker: Sendable, Value: Sendable, Result: Sendable>(
  _ count: Int, each start: Worker, into result: Result, progress: WorkProgress = { _, _ in },
  _ value: @Sendable (inout Worker, Int) -> Value,
  combine: @Sendable (inout Result, Value) -> Void
) -> Result {
  let folded = Mutex(OrderedFold(result: result, waiting: [Int: Value](), next: 0))
  _ = onAllCores(count, each: start, progress: progress) { worker, number in
    let found = value(&worker, number)
    folded.withLock { folded in
      folded.waiting[number] = found
      while let found = folded.waiting.removeValue(forKey: folded.next) {
        combine(&folded.result, found)
        folded.next += 1
      }
    }
  }
  return folded.withLock { $0.result }
}

private struct OrderedFold<Result: Sendable, Value: Sendable>: Sendable {
  var result: Result
  var waiting: [Int: Value]
  var next: Int
}
