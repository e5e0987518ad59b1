import Foundation
import Testing

@testable import Figures

struct LimitTests {
  @Test(arguments: [(0.0, 10.0), (10, -1), (.nan, 10), (20_000, 10), (10, .infinity)])
  func figuresWithoutAPossibleSizeAreRefused(width: Double, height: Double) throws {
    let figure = Figure(width: width, height: height, elements: [])
    #expect { try figure.png() } throws: { Self.isSize($0) }
    #expect { try figure.pdf(created: .distantPast) } throws: { Self.isSize($0) }
    #expect { try figure.svg() } throws: { Self.isSize($0) }
  }

  @Test(arguments: [0, -1, .nan, .infinity, 1e9])
  func scalesWithoutAPossiblePNGAreRefused(scale: Double) {
    let figure = Figure(width: 100, height: 100, elements: [])
    #expect { try figure.png(scale: scale) } throws: {
      if case FigureError.pixels = $0 { true } else { false }
    }
  }

  @Test func picturesBeyondTheLimitAreRefusedRatherThanLeftOut() {
    let bitmap = Bitmap(
      width: 40_000, height: 1, channels: 1, samples: [UInt8](repeating: 7, count: 40_000))
    let frame = Rectangle(x: 0, y: 0, width: 10, height: 10)
    let figure = Figure(
      width: 10, height: 10, elements: [.picture(Picture(bitmap, in: frame, isPixelated: true))])
    #expect(throws: FigureError.pixels(width: 40_000, height: 1)) { try figure.png() }
    #expect(throws: FigureError.pixels(width: 40_000, height: 1)) {
      try figure.pdf(created: .distantPast)
    }
  }

  @Test func errorsNameTheRemedy() {
    #expect(FigureError.size(width: 1, height: 2).description.contains("show fewer"))
    #expect(FigureError.pixels(width: 1, height: 2).description.contains("choose another scale"))
    #expect(
      FigureError.cairo(format: "PNG", reason: "out of memory").description.contains("memory"))
  }

  @Test func bitmapsWithMissingSamplesAreNotDecoded() throws {
    let good = #"{"width":2,"height":1,"channels":1,"samples":"AQI="}"#
    let bitmap = try JSONDecoder().decode(Bitmap.self, from: Data(good.utf8))
    #expect(bitmap.samples == [1, 2])
    for bad in [#""width":3"#, #""width":-2"#, #""width":4611686018427387904"#] {
      let json = good.replacingOccurrences(of: #""width":2"#, with: bad)
      #expect(throws: DecodingError.self) {
        try JSONDecoder().decode(Bitmap.self, from: Data(json.utf8))
      }
    }
  }

  private static func isSize(_ error: any Error) -> Bool {
    if case FigureError.size = error { true } else { false }
  }
}
