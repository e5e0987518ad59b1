import Foundation
import Images
import LinearAlgebra
import Statistics
import Testing

@testable import Embeddings

/// The mean brightness of a part of the picture, and 1: what lies elsewhere does not matter.
private struct SpotEncoder: Embeddings.Encoder {
  let dimension = 2
  let id = EncoderID(name: "spot", weights: nil, preprocessing: "none", runtime: nil)
  /// In parts of the picture.
  var x = 0.5..<0.75
  var y = 0.0..<0.25

  func encode(_ images: [Image]) -> Matrix<Float> {
    Matrix(images.map { [brightness(of: $0.grey), 1] })
  }

  private func brightness(of image: Image) -> Float {
    var (sum, count) = (0, 0)
    for row in Int(y.lowerBound * Double(image.height))..<Int(y.upperBound * Double(image.height)) {
      for column in Int(
        x.lowerBound * Double(image.width))..<Int(x.upperBound * Double(image.width))
      {
        sum += Int(image.samples[row * image.width + column])
        count += 1
      }
    }
    return 4 * Float(sum) / Float(count) / 255
  }
}

/// Blind: the same vector for every picture.
private struct BlindEncoder: Embeddings.Encoder {
  let dimension = 2
  let id = EncoderID(name: "blind", weights: nil, preprocessing: "none", runtime: nil)

  func encode(_ images: [Image]) -> Matrix<Float> { Matrix(images.map { _ in [0.6, 0.8] }) }
}

/// Sees the middle third of a wide picture.
private struct CroppingEncoder: Embeddings.Encoder {
  let base = SpotEncoder(x: 0.34..<0.66, y: 0..<1)
  var dimension: Int { base.dimension }
  var id: EncoderID { base.id }

  func encode(_ images: [Image]) -> Matrix<Float> { base.encode(images) }

  func placement(of image: Image) -> PicturePlacement {
    PicturePlacement(left: -1, top: 0, width: 3, height: 1)
  }
}

/// How many pictures are encoded at the same time, at most.
private actor Crowd {
  private var present = 0
  private(set) var most = 0

  func enter() {
    present += 1
    most = max(most, present)
  }

  func leave() { present -= 1 }
}

/// Gives way to all others while it encodes.
private struct PatientEncoder: Embeddings.Encoder {
  let dimension = 2
  let id = EncoderID(name: "patient", weights: nil, preprocessing: "none", runtime: nil)
  let crowd = Crowd()

  func encode(_ images: [Image]) async -> Matrix<Float> {
    await crowd.enter()
    for _ in 0..<100 { await Task.yield() }
    await crowd.leave()
    return Matrix(images.map { [Float($0.width), 1] })
  }
}

@Suite struct SaliencyMethodTests {
  /// White, so that whatever is hidden under black is missed.
  private let picture = Image(
    width: 48, height: 32, channels: 3, samples: Array(repeating: 255, count: 48 * 32 * 3))
  private let query: [Float] = [1, 0]

  /// The mean within the spot and outside of it.
  private func means(_ map: SaliencyMap) -> (spot: Float, elsewhere: Float) {
    var (spot, elsewhere): ([Float], [Float]) = ([], [])
    for row in 0..<map.height {
      for column in 0..<map.width {
        let isSpot = (24..<36).contains(column) && (0..<8).contains(row)
        if isSpot {
          spot.append(map.values[row, column])
        } else {
          elsewhere.append(map.values[row, column])
        }
      }
    }
    return (
      spot.reduce(0, +) / Float(spot.count), elsewhere.reduce(0, +) / Float(elsewhere.count)
    )
  }

  private func peak(_ map: SaliencyMap) -> (x: Int, y: Int) {
    let values = map.values.elements
    let place = values.indices.reduce(0) { values[$1] > values[$0] ? $1 : $0 }
    return (place % map.width, place / map.width)
  }

  @Test func occlusionFindsWhatTheMatchHangsOn() async throws {
    let method = OcclusionMap(
      SpotEncoder(), settings: OcclusionSettings(window: 0.2, veil: .black))
    let map = try await method.map(of: picture, query: query)
    let found = means(map)
    #expect(found.spot > 0.02 && abs(found.elsewhere) < found.spot / 4)
    #expect((24..<36).contains(peak(map).x) && (0..<8).contains(peak(map).y))
  }

  @Test func everyPixelIsHiddenByAsManyWindows() async throws {
    // A blind encoder's falls are 0 however they are averaged; one that sees everything alike has a map
    // that is flat but for what reaches beyond the edges.
    let blind = try await OcclusionMap(BlindEncoder()).map(of: picture, query: [0.6, 0.8])
    #expect(blind.values.elements.allSatisfy { $0 == 0 })
  }

  @Test func randomMasksFindWhatTheMatchHangsOn() async throws {
    let settings = RandomMaskSettings(masks: 400, cells: 6, veil: .black)
    let map = try await RandomMaskMap(SpotEncoder(), settings: settings)
      .map(of: picture, query: query)
    let found = means(map)
    #expect(found.spot > found.elsewhere)
    #expect((20..<40).contains(peak(map).x) && (0..<12).contains(peak(map).y))
  }

  /// The sum of the paper would be as uneven as the masks that were drawn.
  @Test func aMatchThatDoesNotDependOnTheMaskGivesAFlatMap() async throws {
    let settings = RandomMaskSettings(masks: 11, cells: 4)
    let map = try await RandomMaskMap(BlindEncoder(), settings: settings)
      .map(of: picture, query: [1, 0])
    #expect(map.values.elements.allSatisfy { abs($0 - 0.6) < 1e-6 })
  }

  @Test func masksShowAsMuchAsTheyShould() {
    let settings = RandomMaskSettings(cells: 5, shown: 0.3)
    let count = 2_000
    var sums = [Float](repeating: 0, count: 20 * 12)
    for number in 0..<count {
      let values = RandomMask(number, settings).values(20, 12)
      #expect(values.allSatisfy { (0...1).contains($0) })
      for (place, value) in values.enumerated() { sums[place] += value }
    }
    // A node's deviation is √(0.3·0.7) at most: five standard errors.
    let tolerance = 5 * (0.21 / Float(count)).squareRoot()
    #expect(sums.allSatisfy { abs($0 / Float(count) - 0.3) < tolerance })
  }

  @Test func aSeedGivesTheSameBits() async throws {
    func map(_ seed: UInt64) async throws -> SaliencyMap {
      let settings = RandomMaskSettings(masks: 40, veil: .black, seed: seed)
      return try await RandomMaskMap(SpotEncoder(), settings: settings)
        .map(of: picture, query: query)
    }
    let first = try await map(1)
    #expect(try await map(1) == first)
    #expect(try await map(2) != first)
  }

  @Test func aQueryOfAnotherDimensionIsRefused() async throws {
    for method in [OcclusionMap(SpotEncoder()), RandomMaskMap(SpotEncoder())]
      as [any SaliencyMethod]
    {
      await #expect(throws: EmbeddingError.self) {
        try await method.map(of: picture, query: [1, 2, 3])
      }
    }
  }

  @Test func aPictureOfOnePixelHasAMap() async throws {
    let pixel = Image(width: 1, height: 1, channels: 1, samples: [9])
    let settings = RandomMaskSettings(masks: 10)
    for method in [OcclusionMap(BlindEncoder()), RandomMaskMap(BlindEncoder(), settings: settings)]
      as [any SaliencyMethod]
    {
      let map = try await method.map(of: pixel, query: [1, 0])
      #expect(map.values.elements.count == 1 && map.values.elements[0].isFinite)
    }
  }

  /// They once said that any encoder sees whole pictures.
  @Test func mapsByMaskingSayWhatACroppingEncoderSees() async throws {
    let settings = RandomMaskSettings(masks: 20, veil: .black)
    for method in [
      OcclusionMap(CroppingEncoder(), settings: OcclusionSettings(veil: .black)),
      RandomMaskMap(CroppingEncoder(), settings: settings),
    ] as [any SaliencyMethod] {
      let map = try await method.map(of: picture, query: query)
      #expect(map.seenColumns == 16..<32 && map.seenRows == 0..<32)
      #expect(map.values[0, 0] == map.seenValues.elements.min())
    }
  }

  @Test func onlySomePicturesAreMadeAtOnceAndTheirOrderIsKept() async throws {
    let encoder = PatientEncoder()
    let cosines = try await MatchProbe(encoder, query: [1, 0]).cosines(1_000) {
      Image(
        width: $0 + 1, height: 1, channels: 1, samples: Array(repeating: 0, count: $0 + 1))
    }
    #expect(await encoder.crowd.most <= MatchProbe.room)
    #expect(cosines.count == 1_000 && cosines == cosines.sorted() && cosines[0] < 0.8)
  }

  // MARK: Alignment

  /// Two maps of other penalties once had the same id.
  @Test func otherAlignmentsAreOtherEncoders() {
    func aligned(_ number: Double, _ mean: Double = 0) -> AlignedEncoder {
      let map = Matrix<Double>(rows: 2, columns: 2, elements: [1, 0, 0, number])
      return AlignedEncoder(CroppingEncoder(), AlignedSide(mean: [mean, 0], map: map))
    }
    #expect(aligned(1).id == aligned(1).id)
    #expect(aligned(1).id != aligned(1.000_000_1).id && aligned(1).id != aligned(1, 1e-9).id)
  }

  @Test func encodersOfOthersVectorsSeeWhatThoseSee() {
    let placement = CroppingEncoder().placement(of: picture)
    let side = AlignedSide(
      mean: [0, 0], map: Matrix<Double>(rows: 2, columns: 2, elements: [1, 0, 0, 1]))
    #expect(AlignedEncoder(CroppingEncoder(), side).placement(of: picture) == placement)
    let whitened = WhitenedEncoder(
      name: "whitened", of: CroppingEncoder(),
      by: Whitening(mean: [0, 0], axes: Matrix(rows: 1, columns: 2, elements: [1, 0])), origin: "")
    #expect(whitened.placement(of: picture) == placement)
    #expect(SpotEncoder().placement(of: picture) == .whole)
  }

  // MARK: Curves

  /// A map of the spot and its negative.
  private var spot: (right: SaliencyMap, wrong: SaliencyMap) {
    let values = (0..<(48 * 32)).map { place in
      (24..<36).contains(place % 48) && place / 48 < 8 ? Float(1) : 0
    }
    return (
      SaliencyMap(values: Matrix(rows: 32, columns: 48, elements: values)),
      SaliencyMap(values: Matrix(rows: 32, columns: 48, elements: values.map { -$0 }))
    )
  }

  /// Bright in the spot, dark elsewhere, so that the mean and a blur hide it.
  private var spotted: Image {
    Image(
      width: 48, height: 32, channels: 1,
      samples: spot.right.values.elements.map { UInt8(255 * $0) })
  }

  @Test func aGoodMapFallsFasterAndRisesFaster() async throws {
    let check = PerturbationCheck(SpotEncoder())
    let right = try await check.curves(of: spot.right, on: spotted, query: query)
    let wrong = try await check.curves(of: spot.wrong, on: spotted, query: query)
    #expect(right.deletionArea < wrong.deletionArea - 0.1)
    #expect(right.insertionArea > wrong.insertionArea + 0.02)
    // Both begin and end with the same pictures.
    #expect(
      right.deletion.first == wrong.deletion.first && right.deletion.last == wrong.deletion.last)
    #expect(right.deletion.first == right.insertion.last && right.deletion.count == 17)
    let moved = try await check.movedCurves(
      of: spot.right, on: spotted, query: query, seed: 3, number: 0)
    #expect(right.deletionArea < moved.deletionArea && right.insertionArea > moved.insertionArea)
  }

  /// The moved map wasted its high places on what the model does not see, and maps of noise seemed to be good.
  @Test func noiseGainsNothingWhereTheModelCrops() async throws {
    let encoder = CroppingEncoder()
    let check = PerturbationCheck(encoder, steps: 8)
    let samples = (0..<(48 * 32)).map { (place: Int) -> UInt8 in
      let column = place % 48
      return (16..<32).contains(column) ? UInt8(60 + column % 7 * 20) : 0
    }
    let image = Image(width: 48, height: 32, channels: 1, samples: samples)
    var generator = SeededGenerator(seed: 5, stream: "noise")
    var gains: [Double] = []
    for number in 0..<24 {
      let noise = (0..<(48 * 32)).map { _ in Float(generator.uniformFraction()) }
      let map = SaliencyMap(values: Matrix(rows: 32, columns: 48, elements: noise))
        .seen(through: encoder.placement(of: image))
      let own = try await check.curves(of: map, on: image, query: query)
      let moved = try await check.movedCurves(
        of: map, on: image, query: query, seed: 3, number: number)
      gains.append(own.deletionArea - moved.deletionArea)
    }
    let mean = gains.reduce(0, +) / 24
    let squares = gains.map { ($0 - mean) * ($0 - mean) }
    let deviation = (squares.reduce(0, +) / 23).squareRoot()
    #expect(abs(mean) < 3 * deviation / 24.squareRoot() && abs(mean) < 0.01, "\(mean)")
  }

  @Test func areasAreMeansOfTheCurve() {
    #expect(PerturbationCurves.area([1, 0]) == 0.5)
    #expect(PerturbationCurves.area([1, 0, 0]) == 0.25)
    #expect(PerturbationCurves.area([0.25, 0.25, 0.25, 0.25]) == 0.25)
  }
}
