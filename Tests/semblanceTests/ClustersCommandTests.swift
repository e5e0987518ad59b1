import Foundation
import Images
import TestSupport
import Testing

/// `clusters` by both methods.
@Suite struct ClustersCommandTests {
  private let folder: TemporaryFolder

  /// 36 pictures: dark, light and half of each, on two sites that go with them or not.
  init() throws {
    folder = try TemporaryFolder()
    var table = "path,site,label,patient,scanner\n"
    for index in 0..<36 {
      let kind = index % 3
      let samples = (0..<16).map { place -> UInt8 in
        let noise = (place * 37 + index * 91) * 7919 % 31
        return UInt8(20 + noise + (kind == 1 || (kind == 2 && place % 4 < 2) ? 170 : 0))
      }
      let image = Image(width: 4, height: 4, channels: 1, samples: samples)
      try folder.write(try image.encodedPNG(), to: "p/\(index).png")
      table +=
        "p/\(index).png,\(index % 2 == 0 ? "a" : "b"),\(["dark", "light", "half"][kind]),"
        + "\(index / 2),\(kind == 0 ? "old" : "new")\n"
    }
    try folder.write(table, to: "all.csv")
  }

  private func clusters(_ arguments: String...) throws -> Command {
    try Command(
      ["clusters", "all.csv"] + arguments + ["--encoder", "pixels-4", "--quiet"], in: folder.url)
  }

  private func json(_ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.url.appending(path: name))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func files(_ name: String) throws -> [String] {
    try FileManager.default.contentsOfDirectory(
      atPath: folder.url.appending(path: name).path)
  }

  @Test func kIsChosenHeldAgainstColumnsAndShown() throws {
    let found = try clusters(
      "--k", "2..5", "--against", "scanner", "--permutations", "99", "--references", "5",
      "--json", "o.json", "--csv", "o.csv", "--figures", "out")
    #expect(found.status == 0, "\(found.error)")
    #expect(found.error.contains("clusters follow scanner"))
    #expect(found.output.contains("gap statistic: ") && found.output.contains("* "))
    let result = try json("o.json")
    #expect(result["method"] as? String == "k-means" && result["clusters"] as? Int == 3)
    let choice = try #require(result["choice"] as? [String: Any])
    #expect(choice["by_silhouette"] as? Int == 3)
    #expect((choice["evidence"] as? [[String: Any]])?.count == 5)
    let agreement = try #require(result["agreement"] as? [[String: Any]])
    #expect(agreement.compactMap { $0["column"] as? String } == ["label", "site", "scanner"])
    let label = try #require(agreement[0]["test"] as? [String: Any])
    #expect((label["adjusted_rand_index"] as? [String: Any])?["p_value"] as? Double == 0.01)
    #expect((result["stability"] as? [String: Any])?["halves"] is [String: Any])
    #expect((result["members"] as? [[String: Any]])?.count == 3)
    let names = try files("out")
    for name in ["silhouette", "gap", "stability", "members", "tree"] {
      #expect(names.contains("clusters-\(name).png"), "\(names)")
    }
    let lines = try String(
      contentsOf: folder.url.appending(path: "o.csv"), encoding: .utf8
    ).split(separator: "\n")
    #expect(lines.count == 37 && lines[0] == "item,unit,label,cluster,distance,probability")
    #expect(lines[1].hasPrefix("p/0.png,0,dark,"))
  }

  @Test func densityHasNoiseAndNoK() throws {
    let found = try clusters(
      "--method", "hdbscan", "--min-cluster-size", "6", "--min-samples", "3", "--units", "patient",
      "--permutations", "99", "--json", "o.json", "--csv", "o.csv")
    #expect(found.status == 0, "\(found.error)")
    #expect(found.output.contains("noise"))
    let result = try json("o.json")
    #expect(result["method"] as? String == "hdbscan" && result["noise"] is Int)
    #expect((result["density"] as? [String: Any])?["min_samples"] as? Int == 3)
    #expect((result["probabilities"] as? [Double])?.count == 36 && result["choice"] == nil)
    let agreement = try #require(result["agreement"] as? [[String: Any]])
    #expect(agreement.allSatisfy { $0["unit"] as? String == "group" })
  }

  @Test(arguments: [
    (["--k", "0"], "--k 0"), (["--k", "9..4"], "2..20"), (["--k", "1..4"], "from 2 on"),
    (["--k", "many"], "2..20"), (["--method", "hdbscan", "--k", "3"], "--k is of no use"),
    (["--min-samples", "3"], "--min-samples is of no use"),
    (["--method", "hdbscan", "--min-cluster-size", "1"], "at least 2"),
    (["--method", "kmedoids"], "kmedoids"), (["--metric", "l1"], "l1"),
    (["--k", "3", "--references", "5"], "--references"), (["--csv", "o.txt"], ".csv"),
  ])
  func optionsThatMakeNoSenseAreRefused(_ arguments: [String], _ words: String) throws {
    let found = try Command(["clusters", "all.csv"] + arguments, in: folder.url)
    #expect(found.status == 64 && found.error.contains(words), "\(found.error)")
  }

  @Test(arguments: [
    (["--k", "40"], "the number of distinct rows"), (["--against", "year"], "no column year"),
    (["--against", "x=all.csv"], "one for each of 36"), (["--units", "doctor"], "doctor"),
    (["--method", "hdbscan", "--min-samples", "99"], "within 1...36"),
  ])
  func whatTheDataDoNotAllowIsAnError(_ arguments: [String], _ words: String) throws {
    let found = try Command(
      ["clusters", "all.csv"] + arguments + ["--encoder", "pixels-4", "--quiet"], in: folder.url)
    #expect(found.status == 1 && found.error.contains(words), "\(found.status) \(found.error)")
  }

  @Test func columnsOfFilesAreTaken() throws {
    try folder.write(
      (0..<36).map { $0 < 18 ? "first" : "second" }.joined(separator: "\n"), to: "half.txt")
    let found = try clusters("--k", "3", "--against", "half=half.txt", "--no-stability")
    #expect(found.status == 0 && found.output.contains("half"), "\(found.error)")
    #expect(!found.output.contains("between halves"))
  }

  @Test func centresOfOneRunStartTheNext() throws {
    let first = try clusters(
      "--k", "3", "--no-stability", "--centers", "c.npy", "--json", "first.json")
    #expect(first.status == 0, "\(first.error)")
    let next = try clusters("--start", "c.npy", "--no-stability", "--json", "next.json")
    #expect(next.status == 0, "\(next.error)")
    let (a, b) = (try json("first.json"), try json("next.json"))
    #expect(a["assignments"] as? [Int] == b["assignments"] as? [Int])
    #expect(b["restarts"] as? Int == 1 && (b["iterations"] as? Int ?? 9) <= 2)
    let both = try clusters("--start", "c.npy", "--k", "3")
    #expect(both.status == 64 && both.error.contains("leave --k and --restarts out"))
    try folder.write(
      try Data(contentsOf: folder.url.appending(path: "c.npy")).dropLast(4), to: "cut.npy")
    let cut = try clusters("--start", "cut.npy")
    #expect(cut.status == 1 && cut.error.contains("cut.npy"))
  }
}
