import Foundation
import SearchServer
import TestSupport
import Testing

/// The stylesheet as it is served, held against WCAG 2.2, level AA.
@Suite struct ExplorerStyleTests {
  /// Text and what it stands on: 4.5 : 1.
  private static let texts = [
    ("ink", "paper"), ("ink", "panel"), ("ink", "notice"), ("ink", "bad"), ("soft", "paper"),
    ("soft", "panel"), ("accent", "paper"), ("accent", "panel"), ("accent", "notice"),
    ("on-accent", "accent"), ("on-danger", "danger"), ("on-badge", "badge"), ("danger", "panel"),
  ]
  /// Edges of fields, focus and marks of a plot: 3 : 1.
  private static let shapes =
    [("edge", "paper"), ("edge", "panel"), ("focus", "paper"), ("focus", "panel")]
    + ["c0", "c1", "c2", "c3", "c4", "other"].map { ($0, "paper") }

  private func schemes() async throws -> [[String: Double]] {
    let css = try await RunningService().curl("/assets/explorer.css").text
    let blocks = css.matches(of: /:root \{([^}]*)\}/).map { String($0.1) }
    return blocks.map { block in
      Dictionary(
        block.matches(of: /--([a-z0-9-]+): #([0-9a-f]{6})/).map {
          (String($0.1), luminance(Int($0.2, radix: 16) ?? 0))
        }, uniquingKeysWith: { $1 })
    }
  }

  /// Relative luminance, WCAG 2.2.
  private func luminance(_ color: Int) -> Double {
    let parts = [16, 8, 0].map { shift in
      let value = Double(color >> shift & 255) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]
  }

  private func contrast(_ a: Double, _ b: Double) -> Double {
    (max(a, b) + 0.05) / (min(a, b) + 0.05)
  }

  @Test func everyColourStandsOutInLightAndDark() async throws {
    let schemes = try await schemes()
    #expect(schemes.count == 2)
    for (pairs, least) in [(Self.texts, 4.5), (Self.shapes, 3)] {
      for (front, back) in pairs {
        for scheme in schemes {
          let ratio = contrast(try #require(scheme[front]), try #require(scheme[back]))
          #expect(ratio >= least, "\(front) on \(back): \(ratio)")
        }
      }
    }
    #expect(abs(contrast(luminance(0xFFFFFF), luminance(0)) - 21) < 1e-9)
    // By the calculator of WebAIM.
    #expect(abs(contrast(luminance(0x767676), luminance(0xFFFFFF)) - 4.54) < 0.005)
  }
}
