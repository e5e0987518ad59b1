import Foundation
import Images
import SearchServer
import TestSupport
import Testing

@Suite struct HostileRequestTests {
  /// On a busy machine a request may take longer than the second that some of these services give it.
  private func isServing(_ service: RunningService) async throws -> Bool {
    for _ in 0..<10 {
      let answer = try await service.curl("/v1/similar", "-F", "file=@\(service.file(0))")
      if answer.status == 200 { return try answer.ids.first == "a" }
    }
    return false
  }

  @Test func everyRefusalHasItsCodeAndARemedy() async throws {
    let service = try await RunningService { $0.maximumBody = 100_000 }
    let picture = try service.file(0)
    let text = try service.folder.write("no picture at all, but text", to: "text.png").path
    let empty = try service.folder.write("", to: "empty.png").path
    let whole = try RunningService.picture(1).encodedPNG()
    let cut = try service.folder.write(Array(whole.prefix(whole.count / 2)), to: "cut.png").path
    let large = try service.folder.write(
      Array(repeating: UInt8(0), count: 200_000), to: "large"
    ).path
    let asked: [(path: String, arguments: [String], status: Int, code: String)] = [
      ("/nowhere", [], 404, "not_found"),
      ("/v1/similar", [], 405, "method_not_allowed"),
      ("/health", ["-X", "DELETE"], 405, "method_not_allowed"),
      ("/v1/similar", ["-F", "file=@\(text)"], 415, "unsupported_media_type"),
      ("/v1/similar", ["--data-binary", "@\(picture)"], 415, "unsupported_media_type"),
      ("/v1/similar", ["-F", "file=@\(empty)"], 400, "bad_request"),
      ("/v1/similar", ["-F", "file=@\(cut)"], 400, "bad_request"),
      ("/v1/similar", ["-F", "k=3"], 400, "bad_request"),
      ("/v1/similar", ["-F", "file=@\(picture)", "-F", "second=@\(picture)"], 400, "bad_request"),
      ("/v1/similar", ["-F", "file=@\(large)"], 413, "too_large"),
      ("/v1/images", ["-F", "file=@\(picture)"], 403, "forbidden"),
      ("/health", ["-H", "Host: evil.example"], 421, "misdirected"),
    ]
    for (path, arguments, status, code) in asked {
      let answer = try await service.curl(path, arguments)
      #expect(answer.status == status, "\(path) \(arguments): \(answer.status)")
      #expect(try answer.problem == code, "\(path) \(arguments)")
      let error = try answer.json["error"] as? [String: Any]
      #expect((error?["remedy"] as? String)?.isEmpty == false)
    }
    #expect(try await isServing(service))
  }

  @Test func aBodyWithoutEndIsRefusedAndItsConnectionEnds() async throws {
    let service = try await RunningService { $0.maximumBody = 100_000 }
    let endless = try #require(FileHandle(forReadingAtPath: "/dev/zero"))
    let answer = try await service.curl(
      "/v1/similar", "-X", "POST", "-H", "Content-Type: image/png", "-T", "-", input: endless)
    #expect(answer.status == 413)
    #expect(answer.head.lowercased().contains("connection: close"))
    #expect(try await isServing(service))
  }

  @Test func aBodyThatDoesNotComeIsWaitedForOnlySoLong() async throws {
    let service = try await RunningService { $0.timeout = .seconds(1) }
    let answer = try await service.raw(
      "POST /v1/similar HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Type: image/png\\r\\n"
        + "Content-Length: 1000\\r\\n\\r\\nabc")
    #expect(answer.hasPrefix("HTTP/1.1 408 ") && answer.contains("request_timeout"))
    #expect(try await isServing(service))
  }

  @Test func aHeadThatDoesNotComeEndsTheConnection() async throws {
    let service = try await RunningService { $0.idleTimeout = .seconds(1) }
    #expect(try await service.raw("POST /v1/similar HTTP/1.1\\r\\nHost: loc") == "")
    #expect(try await isServing(service))
  }

  @Test func whatIsNoHTTPIsRefused() async throws {
    let service = try await RunningService()
    #expect(try await service.raw("\\x16\\x03\\x01\\x02\\r\\n\\r\\n").hasPrefix("HTTP/1.1 400 "))
    #expect(try await isServing(service))
  }

  @Test func aPictureThatIsSmallToSendAndLargeToShowIsNotDecoded() async throws {
    let service = try await RunningService { $0.maximumPixels = 1_000_000 }
    let bomb = Image(
      width: 4_000, height: 4_000, channels: 1, samples: Array(repeating: 7, count: 16_000_000))
    let file = try service.folder.write(try bomb.encodedPNG(), to: "bomb.png").path
    let answer = try await service.curl("/v1/similar", "-F", "file=@\(file)")
    #expect(answer.status == 413)
    #expect(try answer.problem == "too_large")
    #expect(try await isServing(service))
  }

  @Test func moreThanMayWaitAreToldToComeBack() async throws {
    let service = try await RunningService { $0.queue = 1 }
    let picture = Image(
      width: 3_000, height: 3_000, channels: 1,
      samples: (0..<9_000_000).map { UInt8(truncatingIfNeeded: $0 * $0 / 77) })
    let file = try service.folder.write(try picture.encodedPNG(), to: "slow.png").path
    let answers = try await withThrowingTaskGroup(of: RunningService.Answer.self) { group in
      for _ in 0..<16 {
        group.addTask { try await service.curl("/v1/similar", "-F", "file=@\(file)") }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    let refused = answers.filter { $0.status == 503 }
    #expect(answers.allSatisfy { $0.status == 200 || $0.status == 503 })
    #expect(!refused.isEmpty && refused.count < 16)
    #expect(refused.allSatisfy { $0.head.lowercased().contains("retry-after: 1") })
    #expect(try await isServing(service))
  }
}
