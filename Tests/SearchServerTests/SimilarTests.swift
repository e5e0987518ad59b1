import Foundation
import Images
import TestSupport
import Testing
import VectorStore

@Suite struct SimilarTests {
  private let service: RunningService

  init() async throws { service = try await RunningService() }

  @Test func aPictureFindsItselfAndItsCopyFirst() async throws {
    let answer = try await service.curl(
      "/v1/similar?k=3", "-H", "Content-Type: image/png", "--data-binary", "@\(service.file(0))")
    #expect(answer.status == 200)
    #expect(try answer.ids.prefix(2) == ["a", "copies/a"])
    let json = try answer.json
    #expect(json["metric"] as? String == "cosine" && json["exact"] as? Bool == true)
    #expect(json["encoder"] as? String == "pixels-16")
    let results = try #require(json["results"] as? [[String: Any]])
    let scores = results.compactMap { $0["score"] as? Double }
    #expect(scores.count == 3 && scores[0] == 1 && scores[1] == 1 && scores[2] < 1)
    let image = try #require(json["image"] as? [String: Any])
    #expect(image["width"] as? Int == 32)
    #expect(image["pixels"] as? String == RunningService.picture(0).digest.hex)
  }

  @Test func aFormAsCurlSendsItGivesTheSameAnswer() async throws {
    let file = try service.file(1)
    let plain = try await service.curl(
      "/v1/similar?k=2&where=split+%3D%3D+test&metric=euclidean", "-H",
      "Content-Type: application/octet-stream", "--data-binary", "@\(file)")
    let form = try await service.curl(
      "/v1/similar", "-F", "file=@\(file)", "-F", "k=2", "-F", "where=split == test", "-F",
      "metric=euclidean")
    #expect(plain.status == 200 && form.status == 200)
    #expect(plain.body == form.body)
    #expect(try form.ids.count == 2 && form.json["metric"] as? String == "euclidean")
    #expect(try Set(form.ids).isSubset(of: ["d", "e", "copies/a"]))
  }

  @Test func sixteenClientsAtOnceGetWhatEachGetsAlone() async throws {
    let files = try (0..<5).map { try service.file($0) }
    var alone: [Data] = []
    for file in files {
      alone.append(try await service.curl("/v1/similar", "-F", "file=@\(file)").body)
    }
    try await withThrowingTaskGroup(of: Bool.self) { group in
      for client in 0..<16 {
        group.addTask { [alone] in
          let answer = try await service.curl("/v1/similar", "-F", "file=@\(files[client % 5])")
          return answer.status == 200 && answer.body == alone[client % 5]
        }
      }
      for try await isSame in group { #expect(isSame) }
    }
  }

  @Test func graphsAreWalkedWhenAskedAndTellTheirRecall() async throws {
    let file = try service.file(1)
    let (path, fields) = ("/v1/similar?k=3", ["-F", "file=@\(file)", "-F", "method=hnsw"])
    let missing = try await service.curl(path, fields)
    #expect(missing.status == 400)
    let error = try #require(try missing.json["error"] as? [String: Any])
    #expect((error["remedy"] as? String)?.contains("index hnsw") == true)
    #expect(!String(decoding: missing.body, as: UTF8.self).contains(service.folder.url.path))

    try await StoreWriter(at: service.folder.url.appending(path: "store"))
      .buildGraph(of: "pixels-16")
    let walked = try await service.curl(path, fields + ["-F", "width=50"])
    #expect(walked.status == 200)
    #expect(try walked.json["exact"] as? Bool == false)
    let recall = try #require(try walked.json["recall"] as? [String: Any])
    #expect(recall["value"] as? Double == 1 && recall["width"] as? Int == 50)
    let exact = try await service.curl(path, "-F", "file=@\(file)")
    #expect(try walked.ids == exact.ids && exact.json["recall"] == nil)
    #expect(try await service.curl(path, fields + ["-F", "metric=dot"]).status == 400)
  }

  @Test func aBlankPictureHasNoCosineButADistance() async throws {
    let black = Image(width: 4, height: 4, channels: 1, samples: Array(repeating: 0, count: 16))
    let file = try service.folder.write(try black.encodedPNG(), to: "black.png").path
    let cosine = try await service.curl("/v1/similar", "-F", "file=@\(file)")
    #expect(cosine.status == 400)
    let distance = try await service.curl(
      "/v1/similar", "-F", "file=@\(file)", "-F", "metric=euclidean")
    #expect(distance.status == 200)
  }

  @Test func fieldsThatAreWrongAreNamed() async throws {
    let file = try service.file(0)
    for (field, name) in [
      ("k=0", "k"), ("k=x", "k"), ("k=", "k"), ("K=3", "K"), ("metric=manhattan", "metric"),
      ("encoder=vit", "encoder"), ("where=colour == red", "colour"), ("where=split", "filter"),
      ("method=ivf", "method"), ("width=9", "width"),
    ] {
      let answer = try await service.curl("/v1/similar", "-F", "file=@\(file)", "-F", field)
      #expect(answer.status == 400, "\(field)")
      let error = try #require(try answer.json["error"] as? [String: Any])
      #expect((error["message"] as? String)?.contains(name) == true, "\(field): \(error)")
      #expect((error["remedy"] as? String)?.isEmpty == false)
    }
  }

  @Test func requestsUnderWayAreAnsweredWhenTheServiceStops() async throws {
    let picture = Image(
      width: 3_000, height: 3_000, channels: 1,
      samples: (0..<9_000_000).map { UInt8(truncatingIfNeeded: $0 * $0 / 77) })
    let file = try service.folder.write(try picture.encodedPNG(), to: "slow.png").path
    async let answer = service.curl("/v1/similar", "-F", "file=@\(file)")
    // Counts are told of answers only: the picture is being read, or decoded, while something is held.
    while try await !service.isHolding() {}
    try await service.stop()
    #expect(try await answer.status == 200)
    #expect(try await service.curl("/health").status == 0)
  }
}

extension RunningService {
  fileprivate func isHolding() async throws -> Bool {
    let text = String(decoding: try await curl("/metrics").body, as: UTF8.self)
    return !text.contains("semblance_held_bytes 0\n")
  }
}
