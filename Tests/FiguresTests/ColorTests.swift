import Foundation
import TestSupport
import Testing

@testable import Figures

/// How a reader sees colours.
enum Vision: CaseIterable {
  case normal, protanopia, deuteranopia, tritanopia

  /// On linear red, green and blue, for severity 1.
  ///
  /// Source: Machado, Oliveira & Fernandes, "A physiologically-based model for simulation of color
  /// vision deficiency", IEEE TVCG 15 (2009), supplementary tables.
  private var matrix: [[Double]] {
    switch self {
    case .normal: [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    case .protanopia:
      [
        [0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
      ]
    case .deuteranopia:
      [
        [0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
      ]
    case .tritanopia:
      [
        [1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
      ]
    }
  }

  /// Linear light as it is seen.
  func light(of color: Color) -> [Double] {
    matrix.map { row in max(0, min(1, zip(row, color.linear).map(*).reduce(0, +))) }
  }

  /// By CIEDE2000.
  func difference(_ a: Color, _ b: Color) -> Double {
    LabColor(light: light(of: a)).difference(from: LabColor(light: light(of: b)))
  }

  func lightness(_ color: Color) -> Double { LabColor(light: light(of: color)).lightness }

  /// In OKLab.
  func distance(_ a: Color, _ b: Color) -> Double {
    let difference = zip(light(of: a).oklab, light(of: b).oklab).map { $0 - $1 }
    return difference.map { $0 * $0 }.reduce(0, +).squareRoot()
  }
}

extension [Double] {
  /// Of linear light. Source: Ottosson, "A perceptual color space for image processing" (2020).
  var oklab: [Double] {
    func times(_ matrix: [[Double]], _ vector: [Double]) -> [Double] {
      matrix.map { zip($0, vector).map(*).reduce(0, +) }
    }
    let cones = times(
      [
        [0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
      ], self)
    return times(
      [
        [0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
      ], cones.map(cbrt))
  }
}

struct ColorTests {
  private let theme = Theme.standard

  /// Pairs 1, 7, 13, 17, 20, 25 and 34 of Sharma, Wu & Dalal (2005), table 1.
  private static let published: [([Double], [Double], Double)] = [
    ([50, 2.6772, -79.7751], [50, 0, -82.7485], 2.0425),
    ([50, 0, 0], [50, -1, 2], 2.3669),
    ([50, -0.001, 2.49], [50, 0.0011, -2.49], 4.7461),
    ([50, 2.5, 0], [73, 25, -18], 27.1492),
    ([50, 2.5, 0], [50, 3.2972, 0], 1),
    ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
    ([2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514], 0.9082),
  ]

  @Test(arguments: published)
  func differencesAreThoseOfThePaper(_ a: [Double], _ b: [Double], difference: Double) {
    let (first, second) = (
      LabColor(lightness: a[0], a: a[1], b: a[2]), LabColor(lightness: b[0], a: b[1], b: b[2])
    )
    #expect(agrees(first.difference(from: second), difference, absolute: 5e-5))
    #expect(agrees(second.difference(from: first), difference, absolute: 5e-5))
  }

  @Test func whiteAndBlackAreTheEndsOfLightness() {
    #expect(agrees(Vision.normal.lightness(.white), 100, absolute: 1e-3))
    #expect(agrees(Vision.normal.lightness(Color(hex: 0)), 0, absolute: 1e-9))
    for vision in Vision.allCases {
      #expect(agrees(vision.lightness(.white), 100, absolute: 0.01), "grey is seen as grey")
    }
  }

  @Test(arguments: zip(Vision.allCases, [12, 12, 12, 11]))
  func categoriesAreToldApart(vision: Vision, least: Double) {
    for (color, other) in pairs(theme.categories) {
      #expect(vision.difference(color, other) >= least, "\(color), \(other)")
    }
  }

  /// Ottosson's space as a second opinion on what CIEDE2000 says.
  @Test(arguments: [Vision.normal, .protanopia, .deuteranopia])
  func categoriesAreToldApartInAnotherSpaceToo(vision: Vision) {
    for (color, other) in pairs(theme.categories) {
      #expect(vision.distance(color, other) > 0.12, "\(color), \(other)")
    }
  }

  @Test func firstEightCategoriesAreToldApartInGrey() {
    let lightness = theme.categories.prefix(8).map(Vision.normal.lightness).sorted()
    #expect(zip(lightness, lightness.dropFirst()).allSatisfy { $1 - $0 >= 4.5 }, "\(lightness)")
  }

  private func pairs(_ colors: [Color]) -> [(Color, Color)] {
    colors.indices.flatMap { i in colors[(i + 1)...].map { (colors[i], $0) } }
  }

  /// Of sixteen steps, as a key of values has at most.
  @Test(arguments: Vision.allCases)
  func stepsOfTheSequentialScaleAreSeenAndFallInLightness(vision: Vision) {
    let colors = steps(of: .sequential)
    for (pale, dark) in zip(colors, colors.dropFirst()) {
      #expect(vision.difference(pale, dark) >= 2.9)
      #expect(vision.lightness(pale) - vision.lightness(dark) >= 3.5)
    }
  }

  @Test(arguments: Vision.allCases)
  func stepsOfTheDivergingScaleAreSeenAndItsArmsToldApart(vision: Vision) {
    let colors = steps(of: .diverging)
    for (color, next) in zip(colors, colors.dropFirst()) {
      #expect(vision.difference(color, next) >= 6)
    }
    for (place, (low, high)) in zip(colors, colors.reversed()).prefix(8).enumerated() {
      #expect(vision.difference(low, high) >= 15, "\(place)")
      // Red that is not seen makes orange darker.
      #expect(abs(vision.lightness(low) - vision.lightness(high)) < (vision == .normal ? 1.5 : 8))
      #expect(vision.lightness(colors[place + 1]) - vision.lightness(low) >= 6)
      #expect(vision.lightness(colors[15 - place]) - vision.lightness(high) >= 6)
    }
  }

  private func steps(of scale: ColorScale) -> [Color] {
    (0...16).map { scale.color(at: Double($0) / 16) }
  }

  /// Linear simulation after Viénot, Brettel & Mollon (1999).
  @Test(arguments: [
    [[0.11238, 0.88762, 0], [0.11238, 0.88762, 0], [0.00401, -0.00401, 1]],
    [[0.29275, 0.70725, 0], [0.29275, 0.70725, 0], [-0.02234, 0.02234, 1]],
  ])
  func categoriesAreToldApartByAnotherModelToo(_ matrix: [[Double]]) {
    func linear(_ value: Double) -> Double { pow(value, 2.2) }
    let seen = Theme.standard.categories.map { color in
      let rgb = [color.red, color.green, color.blue].map(linear)
      return matrix.map { row in pow(max(0, zip(row, rgb).reduce(0) { $0 + $1.0 * $1.1 }), 1 / 2.2)
      }
    }
    for (i, a) in seen.enumerated() {
      for b in seen[(i + 1)...] {
        let distance = zip(a, b).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }.squareRoot()
        #expect(distance > 0.12)
      }
    }
  }

  /// Contrast of WCAG 2.2: 4.5 for text, and at least 2 for marks.
  @Test func inkStandsOutFromPaper() {
    for color in theme.categories { #expect(contrast(color) >= 2) }
    for color in [theme.ink, theme.soft] { #expect(contrast(color) >= 4.5) }
    #expect(contrast(theme.ink) > contrast(theme.soft) && contrast(theme.grid) < 1.5)
  }

  @Test func sequentialScaleFallsEvenlyFromPaleToDark() {
    let colors = (0...64).map { ColorScale.sequential.color(at: Double($0) / 64) }
    let pairs = zip(colors, colors.dropFirst())
    #expect(pairs.allSatisfy { $0.luminance > $1.luminance })
    let steps = pairs.map { Vision.normal.distance($0, $1) }
    let mean = steps.reduce(0, +) / Double(steps.count)
    #expect(steps.allSatisfy { agrees($0, mean, relative: 0.15) }, "\(steps)")
    #expect(colors[0].luminance > 0.9 && colors[64].luminance < 0.02)
  }

  @Test func divergingScaleIsAsDarkOnBothSides() {
    for distance in stride(from: 0.0, through: 0.5, by: 0.05) {
      let low = ColorScale.diverging.color(at: 0.5 - distance)
      let high = ColorScale.diverging.color(at: 0.5 + distance)
      let difference = low.linear.oklab[0] - high.linear.oklab[0]
      #expect(abs(difference) < 0.02, "\(distance): \(difference)")
      #expect(distance < 0.1 || Vision.deuteranopia.distance(low, high) > 0.05)
    }
    let arm = (0...32).map { ColorScale.diverging.color(at: Double($0) / 64).luminance }
    #expect(zip(arm, arm.dropFirst()).allSatisfy { $0 < $1 })
  }

  @Test func positionsOutsideAScaleAreClamped() {
    for scale in [ColorScale.sequential, .diverging] {
      #expect(scale.color(at: -3) == scale.color(at: 0))
      #expect(scale.color(at: .infinity) == scale.color(at: 1))
      #expect(scale.color(at: .nan) == scale.color(at: 0))
    }
  }

  @Test func fortySeriesHaveDifferentMarks() {
    let looks = (0..<40).map { "\(theme.symbol($0)) \(theme.category($0))" }
    #expect(Set(looks).count == 40)
  }

  private func contrast(_ color: Color) -> Double { 1.05 / (color.luminance + 0.05) }
}
