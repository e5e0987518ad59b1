import Foundation
import LinearAlgebra
import Statistics

/// Times one computation on rows that files hold and prints what it found, for
/// compare-with-scikit-learn.
///
/// usage: ClusterTimes kmeans COLUMNS ITERATIONS X CENTERS
///        ClusterTimes pca COLUMNS COMPONENTS X
///        ClusterTimes silhouette COLUMNS X LABELS
///        ClusterTimes cka COLUMNS X Y …
///        ClusterTimes probe COLUMNS X LABELS
///
/// Rows are float32, row by row; labels are int32. Seconds are those from the rows in memory to the
/// result.
@main enum ClusterTimes {
  static func main() throws {
    let words = Array(CommandLine.arguments.dropFirst())
    guard words.count >= 3, let columns = Int(words[1]) else {
      throw CocoaError(.coderInvalidValue)
    }
    precondition(BLAS.loaded != nil, BLAS.problem ?? "")
    switch words[0] {
    case "kmeans": try kMeans(columns, Int(words[2]) ?? 0, words[3], words[4])
    case "pca": try components(columns, Int(words[2]) ?? 0, words[3])
    case "silhouette": try silhouette(columns, words[2], words[3])
    case "cka": try alignments(columns, Array(words[2...]))
    case "probe": try probe(columns, words[2], words[3])
    default: throw CocoaError(.coderInvalidValue)
    }
  }

  private static func kMeans(
    _ columns: Int, _ iterations: Int, _ rows: String, _ centers: String
  ) throws {
    let (x, start) = (try read(rows, columns), try read(centers, columns))
    let settings = KMeansSettings(
      clusters: start.rows, restarts: 1, iterationLimit: iterations, tolerance: 0)
    let (found, seconds) = try timed {
      try Statistics.kMeans(x, from: start.converted(), settings: settings)
    }
    say(seconds, ["inertia": found.inertia, "iterations": Double(found.iterations)])
  }

  private static func components(_ columns: Int, _ count: Int, _ rows: String) throws {
    let x = try read(rows, columns)
    let (found, seconds) = try timed { try PrincipalComponents(of: x, count: count) }
    say(seconds, ["ratio": found.explainedVarianceRatio.reduce(0, +)])
  }

  private static func silhouette(_ columns: Int, _ rows: String, _ labels: String) throws {
    let (x, assignments) = (try read(rows, columns), try numbers(labels))
    let (found, seconds) = timed { Statistics.silhouette(x, assignments: assignments) }
    say(seconds, ["silhouette": found ?? 0])
  }

  private static func alignments(_ columns: Int, _ files: [String]) throws {
    let views = try files.map { try read($0, columns) }
    let (found, seconds) = try timed {
      try linearKernelAlignments(of: views.map { .floats($0) }, names: files)
    }
    say(seconds, ["debiased": found.pairs.reduce(0) { $0 + $1.alignment.debiased }])
  }

  private static func probe(_ columns: Int, _ rows: String, _ labels: String) throws {
    let (x, truth) = (try read(rows, columns), try numbers(labels))
    let settings = LogisticRegressionSettings()
    let (found, seconds) = try timed {
      try LogisticRegression(of: x, labels: truth, settings: settings)
    }
    let probabilities = found.probabilities(of: x)
    let loss = truth.indices.reduce(0.0) { $0 - log(probabilities[$1, truth[$1]]) }
    let penalty = found.weights.elements.reduce(0) { $0 + $1 * $1 } / 2
    say(seconds, ["objective": loss + penalty, "iterations": Double(found.iterations)])
  }

  private static func timed<Value>(_ work: () throws -> Value) rethrows -> (Value, Double) {
    let clock = ContinuousClock()
    let start = clock.now
    let value = try work()
    return (value, start.duration(to: clock.now) / .seconds(1))
  }

  private static func say(_ seconds: Double, _ found: [String: Double]) {
    let results = found.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value)" }
    print("{\"seconds\": \(seconds), \(results.joined(separator: ", "))}")
  }

  private static func read(_ path: String, _ columns: Int) throws -> Matrix<Float> {
    let data = try Data(contentsOf: URL(filePath: path))
    let elements = unsafe [Float](unsafeUninitializedCapacity: data.count / 4) { buffer, count in
      count = unsafe data.copyBytes(to: buffer) / 4
    }
    return Matrix(rows: elements.count / columns, columns: columns, elements: elements)
  }

  private static func numbers(_ path: String) throws -> [Int] {
    let data = try Data(contentsOf: URL(filePath: path))
    let numbers = unsafe [Int32](unsafeUninitializedCapacity: data.count / 4) { buffer, count in
      count = unsafe data.copyBytes(to: buffer) / 4
    }
    return numbers.map(Int.init)
  }
}
