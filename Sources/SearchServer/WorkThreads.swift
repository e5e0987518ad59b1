import Dispatch

/// Threads for work that takes long, so that those on which requests are heard stay free.
final class WorkThreads: TaskExecutor {
  private let queue = DispatchQueue(
    label: "pictures", qos: .userInitiated, attributes: .concurrent)

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    queue.async { unsafe job.runSynchronously(on: self.asUnownedTaskExecutor()) }
  }
}
