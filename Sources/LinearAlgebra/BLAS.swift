internal import COpenBLAS
internal import Synchronization

/// The linear algebra library in use.
public struct BLAS: Sendable, Codable, Equatable {
  /// The library's own description, e.g. "OpenBLAS 0.3.21 DYNAMIC_ARCH MAX_THREADS=64".
  public let configuration: String
  /// CPU kernel that it chose by itself.
  public let detectedCore: String
  /// CPU kernel in use; differs from `detectedCore` where the library did not know the CPU.
  public let core: String

  /// The library found at start-up, or nil with `problem` saying why.
  public static var loaded: BLAS? { loading.library }
  /// Why nothing was loaded, with the remedy.
  public static var problem: String? { loading.problem }

  /// Threads of the next product, outside what `atOneThread` runs.
  public static var threads: Int {
    requireLoaded()
    return suspension.withLock { $0.calls > 0 ? $0.threads : Int(openblas_threads()) }
  }

  /// Sets the threads of the products that follow. Results differ in the last bits between
  /// thread counts.
  public static func useThreads(_ count: Int) {
    precondition(count >= 1)
    requireLoaded()
    openblas_use_threads(Int32(count))
  }

  /// Runs something that keeps all cores busy by itself, with products on one thread meanwhile.
  ///
  /// Calls may be nested or at once: the last to end restores the threads that the first found.
  /// - Parameter body: is given the threads that it may use.
  public static func atOneThread<Result, Failure>(
    _ body: (_ threads: Int) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let allowed = suspension.withLock { suspension in
      if suspension.calls == 0 {
        requireLoaded()
        suspension.threads = Int(openblas_threads())
        useThreads(1)
      }
      suspension.calls += 1
      return suspension.threads
    }
    defer {
      suspension.withLock { suspension in
        suspension.calls -= 1
        if suspension.calls == 0 { useThreads(suspension.threads) }
      }
    }
    return try body(allowed)
  }

  private static let suspension = Mutex((calls: 0, threads: 1))

  static func requireLoaded() {
    precondition(loaded != nil, problem ?? "no BLAS library")
  }

  private struct Loading {
    let library: BLAS?
    let problem: String?
  }

  /// Loaded once, at first use.
  private static let loading: Loading = {
    let facts = openblas_load()
    let problem = text(facts.problem)
    guard facts.loaded, facts.has_lapacke else {
      let remedy = "install libopenblas0-pthread and liblapacke"
      return Loading(library: nil, problem: "OpenBLAS and LAPACKE: \(problem); \(remedy)")
    }
    let library = BLAS(
      configuration: text(facts.configuration), detectedCore: text(facts.detected),
      core: text(facts.core))
    return Loading(library: library, problem: nil)
  }()

  /// A C character array up to its terminating zero.
  private static func text<Characters>(_ characters: Characters) -> String {
    unsafe withUnsafeBytes(of: characters) { bytes in
      unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
