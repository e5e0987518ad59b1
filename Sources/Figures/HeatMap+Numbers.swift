import Foundation

/// Values written into their cells, as far as they fit.
extension HeatMap {
  func numbers(_ area: Rectangle, _ bar: ColorBar, _ theme: Theme) -> [Element] {
    let texts = writtenNumbers(area, theme)
    let cell = area.height / Double(values.count)
    return texts.indices.flatMap { row in
      texts[row].indices.filter { !texts[row][$0].isEmpty }.map { column in
        let centre = Point(
          x: area.x + (Double(column) + 0.5) * cell, y: area.y + (Double(row) + 0.5) * cell)
        var text = Text(texts[row][column], at: centre, size: theme.tickSize)
        text.horizontal = .middle
        text.color = bar.color(of: values[row][column]).luminance < 0.2 ? .white : theme.ink
        return .text(text)
      }
    }
  }

  /// Of each cell; empty where they do not fit.
  func writtenNumbers(_ area: Rectangle, _ theme: Theme) -> [[String]] {
    guard let digits else { return [] }
    let texts = values.map { $0.map { $0.isFinite ? Self.text($0, digits: digits) : "" } }
    let widest = texts.joined().map { theme.width(of: $0, size: theme.tickSize) }.max() ?? 0
    return widest + 2 <= area.height / Double(values.count) ? texts : []
  }

  /// A whole number without its zeros, so that the diagonal stands out from what is rounded to it.
  private static func text(_ value: Double, digits: Int) -> String {
    value == value.rounded() && abs(value) < 1e6
      ? "\(Int(value))".replacing("-", with: "−")
      : String(format: "%.\(digits)f", value).replacing("-", with: "−")
  }
}
