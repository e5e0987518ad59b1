import Analyses
import Embeddings
import Foundation
import Images
import LinearAlgebra
import SearchServer
import TestSupport
import VectorStore

/// A service at a free port over a small store, which is asked as any client asks it: by curl, over a
/// socket.
final class RunningService: Sendable {
  let folder: TemporaryFolder
  let port: Int
  let service: SearchService
  private let serving: Task<Void, any Error>

  static let encoder = PixelEncoder(side: 16)

  /// - Parameter change: of the usual settings.
  init(
    filter: LabelFilter? = nil, encoders: [any Embeddings.Encoder] = [encoder],
    _ change: (inout ServiceSettings) throws -> Void = { _ in }
  ) async throws {
    folder = try TemporaryFolder()
    try await Self.fill(folder.url.appending(path: "store"), encoders)
    var settings = ServiceSettings()
    try change(&settings)
    service = try await SearchService(
      store: try StoreReader(at: folder.url.appending(path: "store")), encoders: encoders,
      filter: filter, settings: settings, cores: 2)
    let (ports, listening) = AsyncThrowingStream<Int, any Error>.makeStream()
    serving = Task { [service] in
      do {
        try await service.run { listening.yield($0) }
        listening.finish()
      } catch {
        listening.finish(throwing: error)
        throw error
      }
    }
    guard let port = try await ports.first(where: { _ in true }) else { throw CancellationError() }
    self.port = port
  }

  deinit { serving.cancel() }

  /// Stops as on Ctrl-C, and waits for the end.
  func stop() async throws {
    serving.cancel()
    try await serving.value
  }

  /// Pictures a to e, and a copy of a: a, b, c are cats of split train, the others dogs of split test.
  private static func fill(_ store: URL, _ encoders: [any Embeddings.Encoder]) async throws {
    let writer = try StoreWriter(at: store, makingMissing: true)
    for encoder in encoders { try await writer.add(encoder.id, dimension: encoder.dimension) }
    for (number, name) in ["a", "b", "c", "d", "e", "copies/a"].enumerated() {
      let picture = picture(number % 5)
      var vectors: [String: [Float]] = [:]
      for encoder in encoders {
        vectors[encoder.id.name] = try await encoder.encode([picture]).elements
      }
      let item = StoredItem(
        id: name,
        picture: .init(pixels: picture.digest, width: picture.width, height: picture.height),
        split: number < 3 ? "train" : "test", label: number < 3 ? "cat" : "dog")
      try await writer.append([NewItem(item, vectors: vectors)])
      try await writer.append(thumbnails: [
        picture.digest: try picture.encodedJPEG(quality: 90)
      ])
    }
    try await writer.append(masks: [
      ItemMask(item: "a", digest: mask.digest, png: try mask.encodedPNG())
    ])
  }

  /// Of picture a: nothing on the left, object 1 on the right.
  static let mask = Image(
    width: 32, height: 32, channels: 1, samples: (0..<1_024).map { UInt8($0 % 32 / 16) })

  /// Stripes, as unlike as their numbers.
  static func picture(_ number: Int) -> Image {
    Image(
      width: 32, height: 32, channels: 1,
      samples: (0..<1_024).map { UInt8(100 + (($0 * (number + 3)) % 97) + number) })
  }

  func file(_ number: Int) throws -> String {
    try folder.write(try Self.picture(number).encodedPNG(), to: "\(number).png").path
  }
}

extension RunningService {
  /// What a client got.
  struct Answer {
    /// 0 where the connection ended before an answer.
    let status: Int
    let head: String
    let body: Data

    var json: [String: Any] {
      get throws { try JSONSerialization.jsonObject(with: body) as? [String: Any] ?? [:] }
    }

    /// Code of the error, nil for none.
    var problem: String? {
      get throws { (try json["error"] as? [String: Any])?["code"] as? String }
    }

    /// Ids of the results.
    var ids: [String] {
      get throws {
        (try json["results"] as? [[String: Any]] ?? []).compactMap { $0["id"] as? String }
      }
    }
  }

  /// - Parameter path: percent-encoded, with its query.
  func curl(
    _ path: String, _ arguments: String..., input: FileHandle? = nil
  ) async throws -> Answer {
    try await curl(path, arguments, input: input)
  }

  func curl(
    _ path: String, _ arguments: [String], input: FileHandle? = nil
  ) async throws -> Answer {
    let name = UUID().uuidString
    let (head, body) = (
      folder.url.appending(path: "\(name).head"), folder.url.appending(path: "\(name).body")
    )
    let found = try await Self.run(
      "/usr/bin/env",
      ["curl", "-sS", "--max-time", "20", "-D", head.path, "-o", body.path, "-w", "%{http_code}"]
        + arguments + ["http://127.0.0.1:\(port)\(path)"], input: input)
    return Answer(
      status: Int(found) ?? 0, head: (try? String(contentsOf: head, encoding: .utf8)) ?? "",
      body: (try? Data(contentsOf: body)) ?? Data())
  }

  /// A page once it has its answer; until then it loads itself again.
  func page(_ path: String, _ arguments: [String] = []) async throws -> Answer {
    while true {
      let answer = try await curl(path, arguments)
      guard answer.text.contains("http-equiv=\"refresh\"") else { return answer }
    }
  }

  /// What a connection gives that these bytes are sent over, until the service closes it.
  func raw(_ bytes: String) async throws -> String {
    try await Self.run(
      "/bin/bash",
      [
        "-c", "exec 3<>/dev/tcp/127.0.0.1/\(port); printf '%b' \"$0\" >&3; timeout 20 cat <&3",
        bytes,
      ])
  }

  /// Standard output; no thread waits meanwhile, since the service shares them.
  private static func run(
    _ program: String, _ arguments: [String], input: FileHandle? = nil
  ) async throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: program)
    process.arguments = arguments
    if let input { process.standardInput = input }
    let output = Pipe()
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try await withCheckedThrowingContinuation { (ended: CheckedContinuation<Void, any Error>) in
      process.terminationHandler = { _ in ended.resume() }
      do { try process.run() } catch { ended.resume(throwing: error) }
    }
    return String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
  }
}
