import Foundation
import LinearAlgebra
import Testing

@testable import Statistics

/// What `References/make_mask_references.py` wrote.
private struct MaskReferences: Decodable {
  let cases: [Case]

  struct Case: Decodable {
    let rows: Int
    let columns: Int
    let map: [Float]
    let other: [Float]
    let guide: [Float]
    let rounded: [Float]
    let mask: [Bool]
    let smoothed: [Double]
    let otsu: Double
    let twoMeans: Double
    let guided: [Double]
    let rankCorrelation: Double
    let rankCorrelationTies: Double
    let structuralSimilarity: Double?
    let four: [Part]
    let eight: [Part]

    func matrix(_ values: [Float]) -> Matrix<Float> {
      Matrix(rows: rows, columns: columns, elements: values)
    }
  }

  struct Part: Decodable {
    let area: Int
    let x: Int
    let y: Int
    let width: Int
    let height: Int
    let centroid: [Double]
  }

  static func cases() throws -> [Case] {
    try JSONDecoder().decode(Self.self, from: References.bytes("mask-references.json")).cases
  }
}

private func largestDifference(_ found: Matrix<Float>, _ expected: [Double]) -> Double {
  zip(found.elements, expected).map { abs(Double($0) - $1) }.max() ?? 0
}

@Suite struct MapMaskReferenceTests {
  /// Maps are in single precision, of numbers near 1.
  private let rounding = 1e-6

  @Test func smoothingEqualsSciPy() throws {
    for known in try MaskReferences.cases() {
      let found = known.matrix(known.map).smoothed(deviation: 1.7)
      #expect(largestDifference(found, known.smoothed) < rounding)
    }
  }

  /// scipy.ndimage.gaussian_filter([[0, 1, 3], [8, 2, 5]], 2.5), of SciPy 1.17.1: a kernel that is wider than
  /// the map several times over.
  @Test func smoothingFarBeyondTheEdgesEqualsSciPy() {
    let map = Matrix<Float>([[0, 1, 3], [8, 2, 5]])
    let expected = [
      3.165836083001877, 3.165837371855643, 3.16587942825622, 3.1675108443524387,
      3.1674687734357194, 3.1674674990980956,
    ]
    #expect(largestDifference(map.smoothed(deviation: 2.5), expected) < rounding)
  }

  @Test func otsuEqualsScikitImage() throws {
    for known in try MaskReferences.cases() {
      let found = try #require(known.matrix(known.map).otsuThreshold)
      #expect(abs(found - known.otsu) < rounding)
    }
  }

  @Test func twoMeansAreTheBestOfAllSplits() throws {
    for known in try MaskReferences.cases() {
      let found = try #require(known.matrix(known.map).twoMeansThreshold)
      #expect(abs(found - known.twoMeans) < 1e-12)
    }
  }

  @Test func theGuidedFilterEqualsItsEquations() throws {
    for known in try MaskReferences.cases() {
      let found = known.matrix(known.other)
        .guided(by: known.matrix(known.guide), radius: 2, smoothness: 0.01)
      #expect(largestDifference(found, known.guided) < rounding)
    }
  }

  @Test func agreementEqualsSciPyAndScikitImage() throws {
    for known in try MaskReferences.cases() {
      let map = known.matrix(known.map)
      let found = MapAgreement(map, known.matrix(known.other))
      #expect(abs(try #require(found.rankCorrelation) - known.rankCorrelation) < 1e-12)
      #expect((found.structuralSimilarity == nil) == (known.structuralSimilarity == nil))
      if let expected = known.structuralSimilarity {
        #expect(abs(try #require(found.structuralSimilarity) - expected) < 1e-9)
      }
      let ties = MapAgreement(
        known.matrix(known.mask.map { $0 ? 1 : 0 }), known.matrix(known.rounded))
      #expect(abs(try #require(ties.rankCorrelation) - known.rankCorrelationTies) < 1e-12)
    }
  }

  @Test func partsEqualSciPyLabels() throws {
    for known in try MaskReferences.cases() {
      let mask = PixelMask(width: known.columns, height: known.rows, pixels: known.mask)
      for (neighbors, parts) in [(PixelNeighbors.four, known.four), (.eight, known.eight)] {
        let found = mask.components(neighbors)
        #expect(found.map(\.area) == parts.map(\.area).sorted(by: >))
        for part in parts {
          let box = PixelBox(x: part.x, y: part.y, width: part.width, height: part.height)
          let same = found.first {
            $0.box == box && $0.area == part.area
              && abs($0.centroid.x - part.centroid[0]) < 1e-9
              && abs($0.centroid.y - part.centroid[1]) < 1e-9
          }
          #expect(same != nil)
        }
      }
    }
  }
}

@Suite struct MapMaskLawTests {
  private let hill = Matrix<Float>(
    rows: 20, columns: 30,
    elements: (0..<600).map { place in
      let (x, y) = (Double(place % 30) - 20, Double(place / 30) - 8)
      return Float(exp(-(x * x + y * y) / 18))
    })

  @Test func smoothingKeepsTheMeanAndAFlatMapAsItIs() {
    let flat = Matrix<Float>(repeating: 0.25, rows: 5, columns: 3)
    #expect(flat.smoothed(deviation: 4) == flat)
    let mean = { (map: Matrix<Float>) in map.elements.reduce(0.0) { $0 + Double($1) } / 600 }
    #expect(abs(mean(hill) - mean(hill.smoothed(deviation: 3))) < 1e-6)
    #expect(hill.smoothed(deviation: 0) == hill)
  }

  @Test func aTransposedMapIsSmoothedAlike() {
    let found = hill.transposed.smoothed(deviation: 2).transposed
    #expect(
      largestDifference(found, hill.smoothed(deviation: 2).elements.map(Double.init)) < 1e-6)
  }

  @Test(arguments: [MapThreshold.otsu, .twoMeans, .share(0.5)])
  func masksDoNotDependOnTheScaleOfAMap(_ threshold: MapThreshold) throws {
    let recipe = MaskRecipe(threshold: threshold)
    // A power of two and a sum without rounding.
    let scaled = Matrix<Float>(rows: 20, columns: 30, elements: hill.elements.map { 4 * $0 })
    #expect(try recipe.mask(of: hill, guide: nil) == recipe.mask(of: scaled, guide: nil))
  }

  @Test(arguments: [MapThreshold.otsu, .twoMeans, .share(0.5), .value(0.5)])
  func theMaskOfAHillIsItsTop(_ threshold: MapThreshold) throws {
    let mask = try MaskRecipe(threshold: threshold).mask(of: hill, guide: nil)
    let parts = mask.components()
    #expect(parts.count == 1 && mask[20, 8] && !mask[0, 0])
    #expect(parts[0].peak(in: hill.elements, width: 30) == PixelPoint(x: 20, y: 8))
    #expect(abs(parts[0].centroid.x - 20) < 1e-9 && abs(parts[0].centroid.y - 8) < 1e-9)
  }

  @Test(arguments: [MapThreshold.otsu, .twoMeans, .share(0.5)])
  func aFlatMapHasNoMask(_ threshold: MapThreshold) throws {
    for size in [1, 9] {
      let flat = Matrix<Float>(repeating: 0.7, rows: size, columns: size)
      let mask = try MaskRecipe(
        smoothing: 0.1, threshold: threshold, components: .largest(2)
      ).mask(of: flat, guide: nil)
      #expect(mask.pixels.allSatisfy { !$0 } && mask.components().isEmpty)
    }
    let flat = Matrix<Float>(repeating: 0.7, rows: 2, columns: 2)
    let all = try MaskRecipe(threshold: .value(0.5)).mask(of: flat, guide: nil)
    #expect(all.pixels == [true, true, true, true])
  }

  /// As maps of methods are judged: from a given value on.
  @Test func aGivenValueBelongsToTheMaskAtTheMapsPrecision() throws {
    for value in [0.1, 0.7, 0, -3] {
      let map = Matrix<Float>([[Float(value).nextDown, Float(value), Float(value).nextUp]])
      let mask = try MaskRecipe(threshold: .value(value)).mask(of: map, guide: nil)
      #expect(mask.pixels == [false, true, true])
    }
  }

  @Test func aMapThatIsNotANumberIsRefusedWithItsPlace() {
    var map = hill
    map[3, 4] = .nan
    #expect(throws: StatisticsError.notFinite(of: "the map", row: 3, column: 4)) {
      try MaskRecipe().mask(of: map, guide: nil)
    }
  }

  @Test func cornersTouchForEightNeighborsOnly() {
    let mask = PixelMask(width: 2, height: 2, pixels: [true, false, false, true])
    #expect(mask.components(.four).count == 2 && mask.components(.eight).count == 1)
    // Equal areas: the one that begins first.
    #expect(mask.components(.four)[0].pixels == [0])
  }

  @Test func onlyTheLargestPartsAreKept() throws {
    let map = Matrix<Float>([
      [1, 0, 1, 1], [0, 0, 1, 1], [1, 0, 0, 0], [1, 0, 0, 1],
    ])
    func kept(_ choice: ComponentChoice, least: Double = 0) throws -> [Int] {
      let recipe = MaskRecipe(threshold: .value(0.5), components: choice, leastArea: least)
      return try recipe.mask(of: map, guide: nil).components().map(\.area)
    }
    #expect(try kept(.all) == [4, 2, 1, 1])
    #expect(try kept(.largest(1)) == [4])
    #expect(try kept(.largest(9)) == [4, 2, 1, 1])
    // A sixteenth of the picture is one pixel, which is kept.
    #expect(try kept(.all, least: 1.5 / 16) == [4, 2])
    #expect(try kept(.all, least: 1.0 / 16) == [4, 2, 1, 1])
  }

  /// A blurred map over a picture with a sharp edge.
  @Test func aGuidedMapHasTheEdgeOfThePicture() throws {
    let width = 64
    let edge = Matrix<Float>(
      rows: 8, columns: width, elements: (0..<8 * width).map { $0 % width < 30 ? 0 : 1 })
    let blurred = edge.smoothed(deviation: 4)
    func steepest(_ map: Matrix<Float>) -> Float {
      (1..<width).map { abs(map[4, $0] - map[4, $0 - 1]) }.max() ?? 0
    }
    let guided = blurred.guided(by: edge, radius: 4, smoothness: 1e-3)
    #expect(steepest(guided) > 3 * steepest(blurred))
    let flat = Matrix<Float>(repeating: 0.5, rows: 8, columns: width)
    #expect(
      largestDifference(flat.guided(by: edge, radius: 3), flat.elements.map(Double.init)) < 1e-6)
  }

  @Test func mapsAgreeWithThemselvesAndDisagreeWithTheirNegatives() {
    let negative = Matrix<Float>(rows: 20, columns: 30, elements: hill.elements.map { -$0 })
    let (same, other) = (MapAgreement(hill, hill), MapAgreement(hill, negative))
    #expect(same.rankCorrelation == 1 && abs((same.structuralSimilarity ?? 0) - 1) < 1e-9)
    #expect(other.rankCorrelation == -1 && (other.structuralSimilarity ?? 1) < 0.2)
    let flat = MapAgreement(hill, Matrix(repeating: 0, rows: 20, columns: 30))
    #expect(flat.rankCorrelation == nil && flat.structuralSimilarity == nil)
  }
}
