import Foundation
import Images
import TestSupport
import Testing

/// `shift` of several sites and with covariates.
@Suite struct SitesCommandTests {
  private let folder: TemporaryFolder

  /// 36 pictures on three sites, c brighter at the left; two pictures a patient, two labels.
  init() throws {
    folder = try TemporaryFolder()
    var table = "path,site,label,patient\n"
    for (number, site) in ["a", "b", "c"].enumerated() {
      for index in 0..<12 {
        let samples = (0..<16).map { place -> UInt8 in
          let noise = (place * 37 + index * 91 + number * 53) * 7919 % 97
          return UInt8(40 + noise + (site == "c" && place % 4 < 2 ? 110 : 0))
        }
        let image = Image(width: 4, height: 4, channels: 1, samples: samples)
        try folder.write(try image.encodedPNG(), to: "\(site)/\(index).png")
        let label = (index / 2).isMultiple(of: 2) ? "even" : "odd"
        table += "\(site)/\(index).png,\(site),\(label),\(site)\(index / 2)\n"
      }
    }
    try folder.write(table, to: "all.csv")
  }

  private func shift(_ arguments: String...) throws -> Command {
    try Command(
      ["shift"] + arguments + ["--encoder", "pixels-4", "--quiet", "--resamples", "49"],
      in: folder.url)
  }

  private func json(_ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.url.appending(path: name))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  @Test func threeSourcesAreSites() throws {
    let found = try shift("a", "b", "c", "--rest", "--json", "o.json", "--figures", "out")
    #expect(found.status == 0, "\(found.error)")
    #expect(found.output.contains("every two sites") && found.output.contains("a – c"))
    let result = try json("o.json")
    let pairs = try #require((result["pairs"] as? [String: Any])?["tests"] as? [[String: Any]])
    #expect(pairs.count == 3 && pairs.allSatisfy { $0["holm_p_value"] is Double })
    #expect((result["mmd2_matrix"] as? [[Double]])?.map(\.count) == [3, 3, 3])
    #expect(result["unit"] as? String == "image" && result["rest"] is [String: Any])
    let files = try FileManager.default.contentsOfDirectory(
      atPath: folder.url.appending(path: "out").path)
    #expect(files.contains("sites-mmd.png") && files.contains("sites-rest.pdf"))
  }

  @Test func aColumnPartsOneSource() throws {
    let found = try shift(
      "all.csv", "--by", "site", "--within", "label", "--units", "patient", "--json", "o.json",
      "--fail-on", "significant_pairs>0", "--permutations", "199")
    #expect(found.status == 2, "\(found.error)")
    let result = try json("o.json")
    #expect(result["by"] as? String == "site" && result["unit"] as? String == "group")
    let within = try #require(result["within"] as? [String: Any])
    #expect(within["column"] as? String == "label")
    #expect((result["gates"] as? [String: Any])?["accepted_pairs"] == nil)
  }

  @Test func twoValuesAreTwoSetsWithStrataAndMatching() throws {
    let found = try shift(
      "all.csv", "--by", "label", "--strata", "site", "--match", "site", "--units", "patient",
      "--json", "o.json", "--figures", "out", "--fail-on", "p_value<=0.0001")
    #expect(found.status == 0, "\(found.error)")
    let result = try json("o.json")
    #expect(result["reference"] as? String == "even" && result["units_reference"] as? Int == 9)
    #expect((result["strata"] as? [[String: Any]])?.count == 1)
    #expect((result["matched"] as? [String: Any])?["column"] as? String == "site")
    #expect(found.output.contains("within site") && found.output.contains("matched by site"))
    let files = try FileManager.default.contentsOfDirectory(
      atPath: folder.url.appending(path: "out").path)
    #expect(files.contains("shift-matched-site.png") && files.contains("shift-interval.png"))
  }

  @Test func unitsComeFromAFileASourceOrAColumn() throws {
    let units = (0..<12).map { "p\($0 / 3)\n" }.joined()
    try folder.write(units, to: "a.txt")
    try folder.write(units.replacing("p", with: "q"), to: "b.txt")
    let files = try shift("a", "b", "--units", "a.txt", "--units", "b.txt", "--json", "o.json")
    #expect(files.status == 0, "\(files.error)")
    #expect(try json("o.json")["units_candidate"] as? Int == 4)
    #expect(
      try shift("a", "b", "--units-reference", "a.txt", "--units-candidate", "b.txt").status == 0)
    let missing = try shift("all.csv", "--by", "site", "--units", "person")
    #expect(missing.status == 1 && missing.error.contains("no column person; name one of"))
  }

  @Test(arguments: [
    ["a"], ["a", "b", "--by", "site"], ["a", "b", "c", "--strata", "label"],
    ["a", "b", "--within", "label"], ["a", "b", "--rest"],
    ["a", "b", "c", "--units", "a.txt", "--units", "b.txt"],
    ["all.csv", "--by", "site", "--within", "site"], ["a", "b", "--fail-on", "leak_rate>0"],
    ["a", "b", "--junit", "o.xml"], [],
  ])
  func contradictionsAreRefusedBeforeWork(_ arguments: [String]) throws {
    let found = try Command(["shift"] + arguments, in: folder.url)
    #expect(found.status == 64, "\(arguments): \(found.error)")
  }

  @Test func oneValueIsRefusedWithARemedy() throws {
    try folder.write("path,site\na/0.png,a\na/1.png,a\n", to: "one.csv")
    let found = try shift("one.csv", "--by", "site")
    #expect(found.status == 1 && found.error.contains("compared with nothing"))
    let third = try shift("all.csv", "--by", "site", "--match", "label")
    #expect(third.status == 64 && third.error.contains("--within"))
  }
}
