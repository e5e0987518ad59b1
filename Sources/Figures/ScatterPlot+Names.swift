/// Names of series on the plane.
extension ScatterPlot {
  /// Beside a name so many points are asked whose they are.
  private static let asked = 15

  /// All names, each at the median of its series, or none: none where one would cover another, leave
  /// the plane, or lie among the points of others. The legend has them all.
  func medianLabels(_ frame: PlotFrame) -> [Element] {
    guard series.count > 2 else { return [] }
    let names = series.indices.filter { !series[$0].name.isEmpty && series[$0].median != nil }
      .compactMap { index in series[index].median.map { (index, frame.point($0.x, $0.y)) } }
    let boxes = names.map { box(series[$0].name, at: $1, frame.theme) }
    let isClear = boxes.indices.allSatisfy { place in
      frame.area.contains(boxes[place])
        && !boxes[..<place].contains { $0.intersects(boxes[place]) }
    }
    guard isClear, lieAmongTheirOwn(names, frame) else { return [] }
    return zip(names, boxes).map { name, box in
      var text = Text(series[name.0].name, at: name.1, size: frame.theme.tickSize)
      text.horizontal = .middle
      text.isBold = true
      text.hasHalo = true
      text.color = frame.theme.ink
      text.maximumWidth = box.width
      return .text(text)
    }
  }

  private func box(_ name: String, at centre: Point, _ theme: Theme) -> Rectangle {
    let (width, height) = (theme.width(of: name, size: theme.tickSize) + 4, 12.0)
    return Rectangle(
      x: centre.x - width / 2, y: centre.y - height / 2, width: width, height: height)
  }

  /// Whether of the points nearest to each name most are of its series.
  private func lieAmongTheirOwn(_ names: [(Int, Point)], _ frame: PlotFrame) -> Bool {
    let points = series.enumerated().flatMap { index, series in
      series.finitePoints.map { (index, frame.point($0.x, $0.y)) }
    }
    return names.allSatisfy { index, place in
      let nearest = points.reduce(into: [(series: Int, distance: Double)]()) { nearest, point in
        let distance = point.1.squaredDistance(to: place)
        guard nearest.count < Self.asked || distance < nearest[nearest.count - 1].distance else {
          return
        }
        let rank = nearest.firstIndex { distance < $0.distance } ?? nearest.count
        nearest.insert((point.0, distance), at: rank)
        if nearest.count > Self.asked { nearest.removeLast() }
      }
      return 2 * nearest.count { $0.series == index } > nearest.count
    }
  }
}

extension ScatterSeries {
  fileprivate var finitePoints: [Point] {
    zip(x, y).filter { $0.isFinite && $1.isFinite }.map { Point(x: $0, y: $1) }
  }

  /// Of each axis by itself; nil without a finite point.
  fileprivate var median: Point? {
    let points = finitePoints
    guard !points.isEmpty else { return nil }
    let middle = points.count / 2
    return Point(x: points.map(\.x).sorted()[middle], y: points.map(\.y).sorted()[middle])
  }
}

extension Point {
  fileprivate func squaredDistance(to other: Point) -> Double {
    (x - other.x) * (x - other.x) + (y - other.y) * (y - other.y)
  }
}

extension Rectangle {
  fileprivate func contains(_ other: Rectangle) -> Bool {
    x <= other.x && other.right <= right && y <= other.y && other.bottom <= bottom
  }
}
