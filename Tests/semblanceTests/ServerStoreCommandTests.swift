import Foundation
import Images
import TestSupport
import Testing

/// The commands of a store on a PostgreSQL server, one after the other as a team has them.
@Suite struct ServerStoreCommandTests {
  private let folder: TemporaryFolder

  /// Eight pictures, of which two are the same.
  init() throws {
    folder = try TemporaryFolder()
    for number in 0..<8 {
      let shape = number % 7
      let samples = (0..<64).map { UInt8(($0 * (shape + 3)) % 200) / 2 + UInt8(10 * shape) }
      let picture = Image(width: 8, height: 8, channels: 1, samples: samples)
      let name = "photos/\(number < 4 ? "cat" : "dog")/\(number).png"
      try folder.write(try picture.encodedPNG(), to: name)
    }
    try folder.write("a-secret-that-is-long-enough\n", to: "token.txt")
  }

  private func run(_ arguments: String...) throws -> Command {
    try Command(arguments, in: folder.url)
  }

  private func results(_ file: String) throws -> NSDictionary {
    let data = try Data(contentsOf: folder.url.appending(path: file))
    return try #require(JSONSerialization.jsonObject(with: data) as? NSDictionary)
  }

  @Test(arguments: PostgreSQLServer.Kind.allCases)
  func everyCommandTakesAServer(_ kind: PostgreSQLServer.Kind) throws {
    let server = try PostgreSQLServer.running(kind)
    let (store, copy) = (server.address(), server.address())
    for (place, encoder) in [(store, "pixels-4"), ("folder", "pixels-4")] {
      let built = try run(
        "index", "build", "photos", "--levels", "label", "--store", place, "--encoder", encoder)
      #expect(built.status == 0 && built.error.contains("8 items added"), "\(built.error)")
    }
    let again = try run("index", "add", "photos", "--levels", "label", "--store", store)
    #expect(again.status == 0 && again.error.contains("8 as before"), "\(again.error)")
    for (place, file) in [(store, "there.json"), ("folder", "here.json")] {
      let found = try run(
        "index", "query", place, "photos/cat/0.png", "--where", "label == dog", "--json", file)
      #expect(found.status == 0 && found.output.contains("dog/7.png"), "\(found.error)")
      let copies = place == store && kind == .plain
      #expect(found.error.contains("from its server: 7 vectors") == copies, "\(found.error)")
    }
    #expect(try results("here.json") == results("there.json"))
    #expect(try run("index", "export", store, "-o", "out.npy", "--chroma").status == 0)
    let imported = try run("index", "import", "out.npy", "--table", "out.csv", "--store", copy)
    #expect(imported.status == 0 && imported.output.contains("8 items"), "\(imported.error)")
    let hnsw = try run("index", "hnsw", copy)
    #expect(kind == .plain ? hnsw.error.contains("pgvector") : hnsw.status == 0, "\(hnsw.error)")
    #expect(
      try run("index", "remove", store, "cat/0.png", "x").output.contains("1 of 2 removed"))
    #expect(try run("index", "compact", store).output.contains("7 items"))
    let verified = try run("index", "verify", store)
    #expect(verified.status == 0 && verified.output.contains("7 items, 7 vectors, 7 thumbnails"))
    #expect(try run("index", "stat", store).output.contains("labels: dog 4, cat 3"))
    let missing = try run("index", "stat", server.address())
    #expect(missing.status == 1 && missing.error.contains("no store is there"))
  }

  @Test func masksGoFromAServerToAFolderAndBack() throws {
    let server = try PostgreSQLServer.running(.plain)
    let (store, copy) = (server.address(), server.address())
    let mask = Image(width: 8, height: 8, channels: 1, samples: (0..<64).map { UInt8($0 % 3) })
    try folder.write(try mask.encodedPNG(), to: "mask.png")
    try folder.write(
      "path,mask\nphotos/cat/0.png,mask.png\nphotos/dog/5.png,\n", to: "table.csv")
    let built = try run("index", "build", "table.csv", "--store", store, "--encoder", "pixels-4")
    #expect(built.status == 0, "\(built.error)")
    #expect(try run("index", "export", store, "-o", "out.npy").output.contains(", 1 mask"))
    for place in ["folder", copy] {
      let imported = try run("index", "import", "out.npy", "--table", "out.csv", "--store", place)
      #expect(imported.status == 0, "\(imported.error)")
      #expect(try run("index", "verify", place).output.contains("1 masks read; all as written"))
    }
  }

  @Test func aServiceFillsAStoreOnAServer() throws {
    let store = try PostgreSQLServer.running(.plain).address()
    let built = try run(
      "index", "build", "photos/cat", "--store", store, "--encoder", "pixels-4")
    #expect(built.status == 0, "\(built.error)")
    let service = try StartedCommand(
      ["serve", store, "--port", "0", "--token-file", "token.txt"], in: folder.url)
    let port = try #require(try service.error(until: /http:\/\/127\.0\.0\.1:(\d+),/))
    let key = ["-H", "Authorization: Bearer a-secret-that-is-long-enough"]
    let added = try curl(
      key + ["-F", "file=@photos/dog/5.png", "-F", "id=new", "http://127.0.0.1:\(port)/v1/images"])
    #expect(added.contains("\"added\""), "\(added)")
    let found = try curl(
      key + ["-F", "file=@photos/dog/5.png", "-F", "k=1", "http://127.0.0.1:\(port)/v1/similar"])
    #expect(found.contains("\"id\":\"new\""), "\(found)")
    service.process.terminate()
    service.process.waitUntilExit()
    #expect(try run("index", "verify", store).output.contains("5 items, 5 vectors"))
  }

  private func curl(_ arguments: [String]) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/curl")
    process.arguments = ["-s"] + arguments
    process.currentDirectoryURL = folder.url
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let answer = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return String(decoding: answer, as: UTF8.self)
  }
}
