import Foundation
import Synchronization

/// An MLflow server of the tests, on loopback with a folder of its own; it ends, and the folder with it,
/// when the process of the tests does, however that ends.
public final class MLflowProcess: Sendable {
  /// Such as `http://127.0.0.1:40123`.
  public let uri: String
  /// The server ends when this is closed.
  private let life: FileHandle

  private static let running = Mutex<MLflowProcess?>(nil)

  /// One for all tests, started when the first one asks.
  ///
  /// - Throws: `Missing` with what to do.
  public static func started() throws -> MLflowProcess {
    try running.withLock { running in
      if let server = running { return server }
      let server = try MLflowProcess()
      running = server
      return server
    }
  }

  /// Why no server could be started.
  public struct Missing: Error, CustomStringConvertible {
    public let description: String
  }

  /// - Parameter port: to listen at; 0 for any that is free.
  public init(port: Int = 0) throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: ".semblance/mlflow")
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", Self.script, "sh", package.path, "\(port)"]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    life = input.fileHandleForWriting
    var text = Data()
    while !text.contains(UInt8(ascii: "\n")) {
      let more = output.fileHandleForReading.availableData
      if more.isEmpty { break }
      text += more
    }
    let answer = String(decoding: text, as: UTF8.self).split(separator: "\n").first ?? ""
    guard answer.hasPrefix("http") else {
      throw Missing(
        description:
          "MLflow in \(package.path) did not start (\(answer)); run scripts/setup --for test")
    }
    uri = String(answer)
  }

  /// Prints the address when the server answers, and stops it when its own input ends.
  private static let script = """
    exec 2> /dev/null
    folder=$(mktemp -d /tmp/semblance-mlflow.XXXXXX)
    cd "$folder"
    fail() { echo "$1: $(tail -n 1 "$folder/log")"; rm -rf "$folder"; exit 1; }
    export PYTHONPATH="$1" MLFLOW_DISABLE_TELEMETRY=true DO_NOT_TRACK=true
    export MLFLOW_SERVER_ENABLE_JOB_EXECUTION=false
    port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", '$2')); print(s.getsockname()[1])')
    setsid python3 -m mlflow server --host 127.0.0.1 --port $port --workers 1 \\
      --backend-store-uri sqlite:///$folder/runs.db --artifacts-destination $folder/files \\
      > log 2>&1 < /dev/null &
    server=$!
    tries=0
    until [ "$(curl -s http://127.0.0.1:$port/health)" = OK ]; do
      kill -0 $server || fail "mlflow ended"
      tries=$((tries + 1))
      [ $tries -lt 600 ] || fail "mlflow does not answer"
      sleep 0.2
    done
    echo "http://127.0.0.1:$port"
    exec > /dev/null
    cat > /dev/null
    kill -KILL -$server
    wait $server
    rm -rf "$folder"
    """
}
