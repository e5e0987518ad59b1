import Synchronization

/// A request that was answered, without anything of what it asked.
public struct AnsweredRequest: Sendable {
  public let method: String
  /// Its path with {id} in place of an image's; "other" for a path where nothing is.
  public let route: String
  public let status: Int
  public let duration: Duration
}

/// Counts of answered requests, as Prometheus reads them.
final class ServiceMetrics: Sendable {
  private struct Key: Hashable {
    let route: String
    let status: Int
  }

  private struct Times {
    var buckets = Array(repeating: 0, count: ServiceMetrics.bounds.count)
    var count = 0
    var seconds = 0.0
  }

  private struct State {
    var answers: [Key: Int] = [:]
    var times: [String: Times] = [:]
  }

  /// In seconds.
  private static let bounds = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
  ]

  private let state = Mutex(State())

  func add(_ request: AnsweredRequest) {
    let seconds = request.duration / .seconds(1)
    state.withLock { state in
      state.answers[Key(route: request.route, status: request.status), default: 0] += 1
      var times = state.times[request.route] ?? Times()
      for (place, bound) in Self.bounds.enumerated() where seconds <= bound {
        times.buckets[place] += 1
      }
      times.count += 1
      times.seconds += seconds
      state.times[request.route] = times
    }
  }

  /// In Prometheus' text format.
  ///
  /// - Parameter gauges: names and what they are, with their values now.
  func text(gauges: [(name: String, help: String, value: Int)]) -> String {
    let state = state.withLock { $0 }
    var lines = [
      "# HELP semblance_requests_total Requests that were answered.",
      "# TYPE semblance_requests_total counter",
    ]
    lines += state.answers.map { key, count in
      "semblance_requests_total{route=\"\(key.route)\",status=\"\(key.status)\"} \(count)"
    }.sorted()
    lines += [
      "# HELP semblance_request_seconds Time from a request's head to its answer.",
      "# TYPE semblance_request_seconds histogram",
    ]
    for (route, times) in state.times.sorted(by: { $0.key < $1.key }) {
      lines += Self.lines(route, times)
    }
    for gauge in gauges {
      lines += [
        "# HELP \(gauge.name) \(gauge.help)", "# TYPE \(gauge.name) gauge",
        "\(gauge.name) \(gauge.value)",
      ]
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(_ route: String, _ times: Times) -> [String] {
    let name = "semblance_request_seconds"
    let buckets = zip(bounds, times.buckets).map { bound, count in
      "\(name)_bucket{route=\"\(route)\",le=\"\(bound)\"} \(count)"
    }
    return buckets + [
      "\(name)_bucket{route=\"\(route)\",le=\"+Inf\"} \(times.count)",
      "\(name)_sum{route=\"\(route)\"} \(times.seconds)",
      "\(name)_count{route=\"\(route)\"} \(times.count)",
    ]
  }
}

extension SearchService {
  static let metricsType = "text/plain; version=0.0.4; charset=utf-8"

  func metricsText() async -> String {
    metrics.text(gauges: [
      (
        "semblance_pictures_waiting", "Pictures that wait to be decoded and embedded.",
        await pictures.count
      ),
      ("semblance_queries_waiting", "Vectors that wait to be searched for.", await searches.count),
      ("semblance_held_bytes", "Bytes of bodies that are held.", held.count),
    ])
  }
}
