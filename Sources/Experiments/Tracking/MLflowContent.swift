import Analyses
import Embeddings
import Foundation
import Statistics

/// What MLflow is told of a run.
struct MLflowContent {
  let run: RegisteredRun
  let record: RunRecord

  struct Metric: Encodable, Equatable {
    let key: String
    let value: Double
    /// Milliseconds since 1970.
    let timestamp: Int
    let step: Int
  }

  struct Pair: Codable, Equatable {
    let key: String
    let value: String
  }

  /// When the run was written, in milliseconds since 1970.
  var time: Int {
    let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt)
    let date = try? style.parse(run.time)  // An entry that was edited by hand is of no time.
    return Int((date?.timeIntervalSince1970 ?? 0) * 1_000)
  }

  /// Every number, and the ends of its interval as `NAME.low` and `NAME.high`; below the encoder's name
  /// where several were asked.
  var metrics: [Metric] {
    let named = record.numbers.flatMap { number -> [(String, Double)] in
      let place = record.encoders.count > 1 ? number.encoder.map { "\($0)/" } ?? "" : ""
      let ends = number.interval.map { [(".low", $0.low), (".high", $0.high)] } ?? []
      return ([("", number.value)] + ends).map { (place + number.name + $0.0, $0.1) }
    }
    return zip(MLflowNames.allowed(named.map(\.0)), named).map {
      Metric(key: $0, value: $1.1, timestamp: time, step: 0)
    }
  }

  /// The resolved plan, flattened.
  var parameters: [Pair] {
    get throws {
      let settings = try record.plan.settings.sorted { $0.key < $1.key }
      let names = settings.map { $0.key.replacing("[", with: ".").replacing("]", with: "") }
      return zip(MLflowNames.allowed(names), settings).map {
        Pair(key: $0, value: MLflowNames.value($1.value))
      }
    }
  }

  var tags: [Pair] {
    let report = GateReport(record.gateOutcomes)
    let gates = report.outcomes.isEmpty ? [] : [Pair(key: "semblance.gates", value: report.summary)]
    return [
      Pair(key: MLflowPush.idTag, value: run.id),
      Pair(key: "semblance.version", value: record.program),
      Pair(key: "semblance.fingerprint", value: record.dataset.fingerprint),
      Pair(key: "mlflow.note.content", value: MLflowNames.value(record.plan.question)),
      Pair(key: "mlflow.source.name", value: "semblance run"),
    ] + gates + run.tags.map { Pair(key: "semblance.tag.\($0)", value: "true") }
  }

  /// The data set, named by its fingerprint.
  var dataset: Dataset {
    get throws {
      Dataset(
        name: record.dataset.name, digest: String(record.dataset.fingerprint.prefix(32)),
        sourceType: "local",
        source: String(decoding: try RunJSON.compact(["path": record.plan.dataset]), as: UTF8.self),
        profile: String(
          decoding: try RunJSON.compact([
            "num_rows": record.dataset.images, "unreadable": record.dataset.unreadable.count,
          ]), as: UTF8.self))
    }
  }

  struct Dataset: Encodable {
    let name: String
    let digest: String
    let sourceType: String
    let source: String
    let profile: String
  }

}
