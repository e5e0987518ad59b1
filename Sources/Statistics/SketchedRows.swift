import LinearAlgebra

/// Rows beside their sketch: all of them, or a choice by its places.
struct SketchedRows: Sendable {
  let rows: CentredRows
  /// Its points are those of the choice.
  var sketch: RowSketch
  /// Nil for all.
  private let choice: [Int]?

  init(_ rows: CentredRows, _ squaredNorms: [Double], _ directions: Matrix<Double>?) {
    self.init(rows: rows, sketch: RowSketch(rows, squaredNorms, directions), choice: nil)
  }

  private init(rows: CentredRows, sketch: RowSketch, choice: [Int]?) {
    (self.rows, self.sketch, self.choice) = (rows, sketch, choice)
  }

  var count: Int { choice?.count ?? rows.count }

  /// - Precondition: of all rows.
  func choosing(_ places: [Int]) -> SketchedRows {
    precondition(choice == nil)
    return SketchedRows(rows: rows, sketch: sketch.selecting(places), choice: places)
  }

  func row(at place: Int) -> Int { choice?[place] ?? place }

  /// The rows less their mean, in double precision.
  func selecting(places: [Int]) -> Matrix<Double> {
    rows.selecting(rows: places.map(row))
  }

  func squaredDistance(of place: Int, to center: Int, of centers: Matrix<Double>) -> Double {
    rows.squaredDistance(of: row(at: place), to: center, of: centers)
  }

  /// - Parameter members: the center that each row is held against.
  func squaredDistances(
    of places: [Int], to members: [Int], of centers: Matrix<Double>
  ) -> [Double] {
    var distances = [Double](repeating: 0, count: places.count)
    rows.squaredDistances(
      of: places.map(row), to: members, of: centers, into: &distances)
    return distances
  }

  /// The squared distance of every row to the center that it is held against.
  func squaredDistances(to members: [Int], of centers: Matrix<Double>) -> [Double] {
    let ranges = ranges(of: count)
    return mapOnAllCores(ranges.count) { number in
      squaredDistances(
        of: Array(ranges[number]), to: Array(members[ranges[number]]), of: centers)
    }.flatMap { $0 }
  }
}

/// Of each row the nearest center.
struct NearestCenters: Sendable {
  var centers: [Int] = []
  /// The distance to that center is at most so much.
  var reaches: [Double] = []
  /// Distances that were computed.
  var checked = 0

  init() {}

  /// Of some rows.
  func choosing(_ places: [Int]) -> NearestCenters {
    var chosen = NearestCenters()
    chosen.centers = places.map { centers[$0] }
    chosen.reaches = places.map { reaches[$0] }
    return chosen
  }

  fileprivate init(joining parts: [NearestCenters]) {
    centers = parts.flatMap(\.centers)
    reaches = parts.flatMap(\.reaches)
    checked = parts.reduce(0) { $0 + $1.checked }
  }
}

extension SketchedRows {
  /// The center nearest to each row; ties go to the first.
  ///
  /// Products of all numbers: centers that are rows, as seeds are, have much that a sketch leaves out.
  func nearest(to centers: Matrix<Double>) -> NearestCenters {
    let whole = sketch.unfolded
    let folded = whole.centers(centers)
    let ranges = ranges(of: count)
    let parts = mapOnAllCores(ranges.count, each: RowSketch.Products()) { products, number in
      let places = Array(ranges[number])
      let block = whole.holding(selecting(places: places))
      block.multiply(0..<places.count, folded, into: &products)
      var part = NearestCenters()
      part.centers = places.indices.map { products.likeliest($0) }
      let squares = squaredDistances(of: places, to: part.centers, of: centers)
      part.reaches = squares.map { $0.squareRoot() }
      for index in places.indices {
        block.find(rivalsOf: index, within: part.reaches[index], folded, in: &products)
        settle(&part, index, places[index], squares[index], centers, products.rivals)
      }
      return part
    }
    return NearestCenters(joining: parts)
  }

  /// The same after the centers have moved: a row that no other center can have come as near to as its
  /// own can at most have gone away is not looked at.
  ///
  /// - Parameter movement: how far each center has moved.
  func nearest(
    to centers: Matrix<Double>, from old: NearestCenters, movement: [Double]
  ) -> NearestCenters {
    let folded = sketch.centers(centers)
    let ranges = ranges(of: count)
    let parts = mapOnAllCores(ranges.count, each: RowSketch.Products()) { products, number in
      let range = ranges[number]
      sketch.multiply(range, folded, into: &products)
      var part = NearestCenters()
      part.centers = Array(old.centers[range])
      part.reaches = range.map { old.reaches[$0] + movement[old.centers[$0]] }
      let contested = range.filter { place in
        let reach = part.reaches[place - range.lowerBound]
        sketch.find(rivalsOf: place, within: reach, folded, in: &products)
        return products.rivals.count > 1
      }
      let squares = squaredDistances(
        of: contested, to: contested.map { old.centers[$0] }, of: centers)
      for (place, square) in zip(contested, squares) {
        let index = place - range.lowerBound
        part.reaches[index] = square.squareRoot()
        sketch.find(rivalsOf: place, within: part.reaches[index], folded, in: &products)
        settle(&part, index, place, square, centers, products.rivals)
      }
      return part
    }
    return NearestCenters(joining: parts)
  }

  /// Takes the nearest of some centers.
  private func settle(
    _ found: inout NearestCenters, _ index: Int, _ place: Int, _ square: Double,
    _ centers: Matrix<Double>, _ rivals: PositionList
  ) {
    let own = found.centers[index]
    var best = (square, own)
    found.checked += 1
    for number in 0..<rivals.count where rivals[number] != own {
      let rival = (
        squaredDistance(of: place, to: rivals[number], of: centers), rivals[number]
      )
      if rival < best { best = rival }
      found.checked += 1
    }
    (found.centers[index], found.reaches[index]) = (best.1, best.0.squareRoot())
  }
}

/// Rows that are worked through at once: their products with some hundred centers stay in a core's
/// cache.
func ranges(of count: Int) -> [Range<Int>] { Tile.split(0..<count, by: 512) }
