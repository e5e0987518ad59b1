import Foundation
import Images
import TestSupport
import Testing

/// `semblance benchmark shift` as users start it.
@Suite struct BenchmarkShiftCommandTests {
  private let folder: TemporaryFolder

  /// Two labels of 14 different pictures each.
  init() throws {
    folder = try TemporaryFolder()
    for index in 0..<28 {
      let samples = (0..<256).map { place -> UInt8 in
        UInt8(truncatingIfNeeded: (place % 16) * (index + 2) ^ (place / 16) * (31 - index))
      }
      let image = Image(width: 16, height: 16, channels: 1, samples: samples)
      try folder.write(image.encodedPNG(), to: "set/\(index % 2 == 0 ? "a" : "b")/\(index).png")
    }
  }

  private func run(_ more: [String]) throws -> Command {
    try Command(["benchmark", "shift", "set", "--quiet"] + more, in: folder.url)
  }

  @Test func shiftsArePlantedTestedAndDrawn() throws {
    let small = [
      "--levels", "label", "--sizes", "4,8", "--repetitions", "4", "--permutations", "19",
      "--shift", "noise,knock-out,mixed", "--strength", "large", "--fractions", "1",
    ]
    let found = try run(
      small + [
        "--encoder", "pixels-8,pixels-4", "--json", "s.json", "--figure", "s.svg",
      ])
    #expect(found.status == 0, "\(found.error)")
    #expect(found.output.contains("images of a are knocked out"))
    for name in ["none", "noise large 100 %", "mixed large 100 %", "knock-out 100 %"] {
      #expect(found.output.contains(name), "\(name)")
    }
    for file in ["s-pixels-8.svg", "s-pixels-4.svg"] {
      let text = try String(contentsOf: folder.url.appending(path: file), encoding: .utf8)
      #expect(text.contains("How often shifts are found"))
    }
    let data = try Data(contentsOf: folder.url.appending(path: "s.json"))
    let result = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    let encoders = try #require(result["encoders"] as? [[String: Any]])
    #expect(encoders.count == 2 && result["images"] as? Int == 28)
    let rates = try #require(encoders[0]["rates"] as? [[String: Any]])
    #expect(
      Set(rates.flatMap(\.keys)) == [
        "shift", "strength", "fraction", "n", "test", "detections", "repetitions", "rate",
        "interval",
      ])
    #expect(rates.first?["repetitions"] as? Int == 20)
    #expect(try run(small + ["--encoder", "pixels-8"]).status == 0)
  }

  @Test(arguments: [
    ["--shift", "melt"], ["--strength", "huge"], ["--tests", "guess"], ["--sizes", "3"],
    ["--fractions", "0"], ["--permutations", "9"], ["--images", "2"], ["--level", "1"],
    ["--encoder", "nobody"], ["--repetitions", "0"],
  ])
  func wrongUsageIsRefused(_ arguments: [String]) throws {
    #expect(try run(arguments).status == 64)
  }

  @Test func tooFewImagesAndVectorsAreRefusedWithTheRemedy() throws {
    let few = try run(["--encoder", "pixels-4", "--sizes", "50"])
    #expect(few.status == 1 && few.error.contains("add more images"), "\(few.error)")
    try folder.write("id,v1,v2\na,1,2\nb,2,3\n", to: "v.csv")
    let vectors = try Command(
      ["benchmark", "shift", "v.csv", "--encoder", "pixels-4"], in: folder.url)
    #expect(vectors.status == 64 || vectors.status == 1)
    #expect(!vectors.error.isEmpty)
  }
}
