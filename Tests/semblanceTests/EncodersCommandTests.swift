import Foundation
import Images
import TestSupport
import Testing

/// `semblance encoders` from the command line: vectors with ids, and images by several encoders.
@Suite struct EncodersCommandTests {
  private let folder: TemporaryFolder

  /// Bright left and bright right halves, with grey that differs from picture to picture.
  init() throws {
    folder = try TemporaryFolder()
    for number in 0..<24 {
      let isLeft = number % 2 == 0
      let samples = (0..<256).map { place in
        let isBright = (place % 16 < 8) == isLeft
        return UInt8((isBright ? 200 : 20) + place * (number + 3) % 29)
      }
      let image = Image(width: 16, height: 16, channels: 1, samples: samples)
      try folder.write(
        try image.encodedPNG(), to: "all/\(isLeft ? "left" : "right")/\(number).png")
    }
  }

  private func run(_ arguments: String...) throws -> Command {
    try Command(arguments + ["--quiet"], in: folder.url)
  }

  private func json(_ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.url.appending(path: name))
    return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
  }

  private func text(_ name: String) throws -> String {
    try String(contentsOf: folder.url.appending(path: name), encoding: .utf8)
  }

  @Test func imagesAreSeenBySeveralEncoders() throws {
    let found = try run(
      "encoders", "all", "--levels", "label", "--encoder", "pixels-8", "--encoder",
      "pixels-4",
      "--neighbors", "1,3", "--resamples", "99", "--robustness", "--cost", "--json", "out.json",
      "--csv", "out.csv", "--figures", "figures")
    #expect(found.status == 0, "\(found.error)")
    let answer = try json("out.json")
    let tasks = try #require(answer["tasks"] as? [String: Any])
    let metrics = try #require(tasks["metrics"] as? [[String: Any]])
    #expect(metrics.count == 2 * 2 * 4 + 4 + 4 && tasks["items"] as? Int == 24)
    let first = try #require(metrics[0]["scores"] as? [[String: Any]])
    #expect(metrics[0]["name"] as? String == "knn_1_accuracy")
    #expect(first[0]["encoder"] as? String == "pixels-8" && first[0]["estimate"] as? Double == 1)
    let robustness = try #require(answer["robustness"] as? [String: Any])
    #expect(robustness["sources"] as? Int == 24)
    #expect((robustness["alterations"] as? [Any])?.count == 23)
    let costs = try #require(answer["costs"] as? [[String: Any]])
    #expect(
      costs.map { $0["vector_bytes"] as? Int } == [256, 64] && costs[0]["model_bytes"] == nil)
    #expect(try text("out.csv").hasPrefix("metric,encoder,dimension,estimate,low,high,group\n"))
    #expect(try text("out.csv").split(separator: "\n").count == 1 + 24 * 2)
    #expect(try text("figures/captions.md").contains("encoders-robustness"))
  }

  @Test func vectorsAreJoinedById() throws {
    for (name, encoder) in [("a", "pixels-8"), ("b", "pixels-4")] {
      let made = try run("embed", "all", "--encoder", encoder, "-o", "\(name).npy")
      #expect(made.status == 0, "\(made.error)")
    }
    let labels = try text("a.ids.txt").split(separator: "\n").map { $0.split(separator: "/")[0] }
    try folder.write(labels.joined(separator: "\n") + "\n", to: "labels.txt")
    let found = try run(
      "encoders", "a.npy", "b.npy", "--labels", "labels.txt", "-n", "1", "--series", "--resamples",
      "99", "--json", "out.json")
    #expect(found.status == 0, "\(found.error)")
    #expect(try #require(try json("out.json")["tasks"] as? [String: Any])["series"] != nil)
    let other = try text("b.ids.txt").replacing("left", with: "elsewhere")
    try folder.write(other, to: "b.ids.txt")
    let joined = try run(
      "encoders", "a.npy", "b.npy", "--labels", "labels.txt", "-n", "1", "--json", "out.json")
    // One label is left, and a warning says what it lacks.
    #expect(joined.status == 0 && joined.error.contains("b lacks 12 items of a"))
    #expect(joined.error.contains("all items have the label right"))
    #expect(try json("out.json")["items"] as? Int == 12)
  }

  @Test func linesWithoutALabelAreNoLabels() throws {
    let lines = (0..<24).map { $0 % 6 == 5 ? "" : $0 < 12 ? "left" : "right" }
    try folder.write(lines.joined(separator: "\n") + "\n", to: "labels.txt")
    #expect(try run("embed", "all", "--encoder", "pixels-4", "-o", "v.npy").status == 0)
    let words = ["no label", "leaves them out"]
    let encoders = try run(
      "encoders", "v.npy", "--labels", "labels.txt", "-n", "1", "--resamples", "99", "--json",
      "e.json")
    #expect(encoders.status == 0 && words.allSatisfy(encoders.error.contains), "\(encoders.error)")
    #expect(try #require(try json("e.json")["tasks"] as? [String: Any])["items"] as? Int == 20)
    let images = try run(
      "encoders", "all", "--encoder", "pixels-4", "--labels", "labels.txt", "-n", "1",
      "--resamples", "99")
    #expect(images.status == 0 && words.allSatisfy(images.error.contains), "\(images.error)")
    let clusters = try run(
      "clusters", "v.npy", "-k", "2", "--labels", "labels.txt", "--csv", "c.csv")
    #expect(clusters.status == 0 && clusters.error.isEmpty == false, "\(clusters.error)")
    #expect(try text("c.csv").split(separator: "\n").count { $0.contains(",left,") } == 10)
    let project = try run(
      "project", "v.npy", "--components", "2", "--map", "tsne", "--labels", "labels.txt",
      "--coordinates", "p.csv")
    #expect(project.status == 0 && words.allSatisfy(project.error.contains), "\(project.error)")
    #expect(try text("p.csv").split(separator: "\n").count { $0.contains(",right,") } == 10)
    try folder.write(String(repeating: "\n", count: 24), to: "labels.txt")
    let none = try run("encoders", "v.npy", "--labels", "labels.txt")
    #expect(none.status == 64 && none.error.contains("without labels"), "\(none.error)")
  }

  @Test(arguments: [
    (["all"], "name the encoders"), (["all", "all"], "give one set of images"),
    (["all", "--encoder", "pixels-8,pixels-8"], "each encoder once"),
    (["all", "--encoder", "pixels-8", "--sort-by", "accuracy"], "is not measured"),
    (["all", "--encoder", "pixels-8", "--neighbors", "5,5"], "different numbers"),
    (["v.npy", "--robustness", "--labels", "l.txt"], "needs images"),
    (["v.npy"], "leaves nothing to compare"),
  ])
  func wrongUsageIsRefused(_ arguments: [String], _ message: String) throws {
    if arguments[0] == "v.npy" {
      #expect(try run("embed", "all", "--encoder", "pixels-4", "-o", "v.npy").status == 0)
    }
    let found = try Command(["encoders"] + arguments + ["--quiet"], in: folder.url)
    #expect(found.status == 64 && found.error.contains(message), "\(found.error)")
  }
}
