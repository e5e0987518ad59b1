public import LinearAlgebra

extension Matrix<Float> {
  /// A map whose edges are moved to those of a picture: in each square the map is fitted by a line in the
  /// picture's grey, and the lines of all squares that hold a pixel are averaged.
  ///
  /// It takes the place of a dense conditional random field, of which no library is at hand.
  /// - Parameters:
  ///   - guide: the picture in grey, of the map's shape, in [0, 1].
  ///   - radius: of the squares, ≥ 1 pixel.
  ///   - smoothness: variance of grey below which a square counts as flat, > 0.
  /// - Complexity: O(pixels). Source: He, Sun and Tang, "Guided image filtering" (2013), eqs 5, 6 and 8.
  public func guided(
    by guide: Matrix<Float>, radius: Int, smoothness: Double = 1e-4
  ) -> Matrix<Float> {
    precondition(guide.rows == rows && guide.columns == columns, "a guide of another shape")
    precondition(radius >= 1 && smoothness > 0)
    func means(_ value: (Int) -> Double) -> [Double] {
      BoxMean(rows: rows, columns: columns, value).means(radius: radius)
    }
    let greys = guide.elements.map(Double.init)
    let values = elements.map(Double.init)
    let (meanGrey, meanValue) = (means { greys[$0] }, means { values[$0] })
    let meanProduct = means { greys[$0] * values[$0] }
    let meanSquare = means { greys[$0] * greys[$0] }
    let slopes = elements.indices.map { place in
      (meanProduct[place] - meanGrey[place] * meanValue[place])
        / (meanSquare[place] - meanGrey[place] * meanGrey[place] + smoothness)
    }
    let offsets = elements.indices.map { meanValue[$0] - slopes[$0] * meanGrey[$0] }
    let (slope, offset) = (means { slopes[$0] }, means { offsets[$0] })
    return Matrix(
      rows: rows, columns: columns,
      elements: elements.indices.map { Float(slope[$0] * greys[$0] + offset[$0]) })
  }
}
