import Foundation
import Images
import TestSupport
import Testing

@Suite struct ServeCommandTests {
  private let folder: TemporaryFolder

  /// Forty pictures: cats have steep stripes, dogs flat ones.
  init() throws {
    folder = try TemporaryFolder()
    for number in 0..<40 {
      let isCat = number % 2 == 0
      let samples = (0..<256).map { place in
        UInt8(20 + 12 * ((isCat ? place % 16 : place / 16) + number / 4) % 200)
      }
      let picture = Image(width: 16, height: 16, channels: 1, samples: samples)
      let name = "photos/\(isCat ? "cat" : "dog")/\(number).png"
      try folder.write(try picture.encodedPNG(), to: name)
    }
    let built = try run(
      "index", "build", "photos", "--levels", "label", "--store", "s", "--encoder", "pixels-8")
    #expect(built.status == 0, "\(built.error)")
  }

  @discardableResult
  private func run(_ arguments: String...) throws -> Command {
    try Command(arguments, in: folder.url)
  }

  @Test func aServiceSaysWhereItListensAnswersAndStops() throws {
    let trained = try run(
      "label", "filter", "train", "photos", "--levels", "label", "--wanted", "cat", "--recall",
      "0.9", "--encoder", "pixels-8", "--out", "cats.json")
    #expect(trained.status == 0, "\(trained.error)")
    let service = try StartedCommand(
      ["serve", "s", "--port", "0", "--filter", "cats.json", "--verbose"], in: folder.url)
    let port = try #require(try service.error(until: /http:\/\/127\.0\.0\.1:(\d+),/))
    let url = "http://127.0.0.1:\(port)"
    let found = try json(url + "/v1/label", "-F", "file=@photos/cat/4.png", "-F", "k=3")
    let filter = try #require(found["filter"] as? [String: Any])
    #expect(filter["wanted"] as? [String] == ["cat"] && filter["accepted"] as? Bool == true)
    #expect((found["neighbors"] as? [Any])?.count == 3)
    let other = try json(url + "/v1/label", "-F", "file=@photos/dog/5.png")
    #expect((other["filter"] as? [String: Any])?["accepted"] as? Bool == false)
    let second = try run("serve", "s", "--port", port)
    #expect(second.status == 1 && second.error.contains("another program listens there"))
    service.process.terminate()
    service.process.waitUntilExit()
    #expect(service.process.terminationStatus == 0)
    #expect(try service.error(until: /(POST \/v1\/label 200)/) != nil)
  }

  @Test func picturesAreDecodedAsThoseOfTheStoreWhereThatIsSaid() throws {
    let samples = (0..<1_024).map { UInt8(truncatingIfNeeded: $0 * $0 / 5) }
    let picture = Image(width: 32, height: 32, channels: 1, samples: samples)
    try folder.write(try picture.encodedJPEG(quality: 90), to: "jpegs/a.jpg")
    let half = ["--jpeg-scale", "1/2"]
    let built = try Command(
      ["index", "build", "jpegs", "--store", "half", "--encoder", "pixels-8"] + half,
      in: folder.url)
    #expect(built.status == 0, "\(built.error)")
    let other = try StartedCommand(["serve", "half", "--port", "0"], in: folder.url)
    #expect(try other.error(until: /(decoded with JPEG at 1\/2; here)/) != nil)
    other.process.waitUntilExit()
    #expect(other.process.terminationStatus != 0)
    let service = try StartedCommand(["serve", "half", "--port", "0"] + half, in: folder.url)
    let port = try #require(try service.error(until: /http:\/\/127\.0\.0\.1:(\d+),/))
    let answer = try json("http://127.0.0.1:\(port)/v1/leakage", "-F", "file=@jpegs/a.jpg")
    #expect(answer["found"] as? Bool == true)
    service.process.terminate()
    service.process.waitUntilExit()
  }

  @Test func whatWouldBeOpenOrUselessIsRefused() throws {
    try folder.write("short\n", to: "short.txt")
    for (arguments, status, words) in [
      (["serve", "s", "--host", "0.0.0.0"], 1, "--token-file"),
      (["serve", "s", "--token-file", "short.txt"], 1, "at least 16"),
      (["serve", "s", "--encoder", "pixels-16"], 1, "no vectors of pixels-16"),
      (["serve", "nowhere"], 1, "index build"),
      (["serve", "s", "--port", "70000"], 64, "65535"),
      (["serve", "s", "--queue", "0"], 64, "--queue"),
    ] {
      let refused = try Command(arguments, in: folder.url)
      #expect(refused.status == Int32(status), "\(arguments): \(refused.error)")
      #expect(refused.error.contains(words), "\(arguments): \(refused.error)")
    }
  }

  /// What is accepted in the browser is what the gate does not count any more.
  @Test func pairsThatAreAcceptedInTheExplorerPassTheGate() throws {
    try folder.write("a-secret-of-some-length\n", to: "token.txt")
    let service = try StartedCommand(
      ["serve", "s", "--port", "0", "--token-file", "token.txt"], in: folder.url)
    let port = try #require(try service.error(until: /http:\/\/127\.0\.0\.1:(\d+),/))
    let url = "http://127.0.0.1:\(port)"
    let form = ["-H", "Origin: \(url)", "-b", "cookies", "-c", "cookies"]
    _ = try curl(form + ["-d", "token=a-secret-of-some-length", url + "/login"])
    let page = url + "/duplicates?threshold=0.9999"
    for _ in 0..<60 {
      let text = try curl(["-b", "cookies", page])
      guard let key = text.firstMatch(of: /"accept-group" value="([0-9a-f]+)"/) else { break }
      _ = try curl(form + ["-d", "threshold=0.9999&accept-group=\(key.1)", url + "/duplicates"])
    }
    try folder.write(try curl(["-b", "cookies", url + "/duplicates/accepted.json"]), to: "a.json")
    service.process.terminate()
    service.process.waitUntilExit()
    let gate = [
      "duplicates", "photos", "--encoder", "pixels-8", "--threshold", "0.9999", "--fail-on",
      "pair_count>0",
    ]
    #expect(try Command(gate, in: folder.url).status == 2)
    let passed = try Command(gate + ["--baseline", "a.json"], in: folder.url)
    #expect(passed.status == 0, "\(passed.output) \(passed.error)")
    let written = try run(
      "index", "review", "s", "--baseline", "b.json", "--removed", "r.txt", "--labels", "l.csv")
    #expect(written.status == 0 && written.output.contains("pairs accepted"))
    #expect(try text("b.json") == text("a.json"))
    #expect(try text("r.txt").isEmpty && text("l.csv") == "id,label,former\n")
  }

  private func text(_ file: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: file), encoding: .utf8)
  }

  private func json(_ arguments: String...) throws -> [String: Any] {
    let data = Data(try curl(arguments).utf8)
    return try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
  }

  private func curl(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["curl", "-sS"] + arguments
    process.currentDirectoryURL = folder.url
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: data, as: UTF8.self)
  }
}
