/// What a figure draws, as a table that can be drawn again.
public struct FigureNumbers: Sendable, Equatable {
  public let columns: [String]
  /// Each with as many cells as there are columns.
  public let rows: [[Cell]]

  public enum Cell: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByFloatLiteral {
    case text(String)
    /// Empty where it is not finite.
    case number(Double)

    public init(stringLiteral text: String) { self = .text(text) }
    public init(floatLiteral number: Double) { self = .number(number) }
  }

  /// - Precondition: every row has one cell a column.
  public init(_ columns: [String], _ rows: [[Cell]]) {
    precondition(rows.allSatisfy { $0.count == columns.count })
    // Values are what they are, however an axis shows them.
    self.columns = columns.map { $0.replacing(" (log scale)", with: "") }
    self.rows = rows
  }

  /// By RFC 4180, with a heading; numbers to the last digit.
  public var csv: String {
    ([columns.map(Cell.text)] + rows).map { $0.map(\.csv).joined(separator: ",") + "\r\n" }.joined()
  }
}

extension FigureNumbers.Cell {
  fileprivate var csv: String {
    switch self {
    case .number(let value):
      value.isFinite ? Int(exactly: value).map { "\($0)" } ?? "\(value)" : ""
    case .text(let text): text.withoutFormula.csv
    }
  }
}

extension String {
  /// Spreadsheets compute what begins like a formula; behind an apostrophe it stays a text.
  fileprivate var withoutFormula: String {
    first.map { "=+-@\t\r".contains($0) } == true ? "'" + self : self
  }

  fileprivate var csv: String {
    contains { "\",\r\n".contains($0) || $0 == "\r\n" }
      ? "\"\(replacing("\"", with: "\"\""))\"" : self
  }
}

extension Figure {
  func with(_ numbers: FigureNumbers) -> Figure {
    var figure = self
    figure.numbers = numbers
    return figure
  }
}

// MARK: Of each chart

extension BarChart {
  var numbers: FigureNumbers {
    FigureNumbers(["name", xLabel], rows.map { [.text($0.name), .number(Double($0.count))] })
  }
}

extension Histogram {
  var numbers: FigureNumbers {
    FigureNumbers(
      ["series", "from", "to", "count"],
      series.flatMap { series in
        series.counts.indices.map { bin in
          [
            .text(series.name), .number(series.edges[bin]), .number(series.edges[bin + 1]),
            .number(series.counts[bin]),
          ]
        }
      })
  }
}

extension DotPlot {
  var numbers: FigureNumbers {
    FigureNumbers(
      ["name", "series", xLabel],
      rows.indices.flatMap { row in
        series.map { [.text(rows[row]), .text($0.name), .number($0.values[row])] }
      })
  }
}

extension IntervalPlot {
  var numbers: FigureNumbers {
    FigureNumbers(
      ["name", xLabel, "low", "high"],
      rows.map { [.text($0.name), .number($0.estimate), .number($0.low), .number($0.high)] })
  }
}

extension HeatMap {
  /// A row of cells a row, with the name of its group.
  var numbers: FigureNumbers {
    let names = rowGroups.flatMap { group in (0..<group.count).map { _ in group.name } }
    return FigureNumbers(
      ["row", "group"] + (values.first ?? []).indices.map { "\(valueLabel), column \($0 + 1)" },
      values.enumerated().map { row, cells in
        [.number(Double(row + 1)), .text(names.isEmpty ? "" : names[row])]
          + cells.map(FigureNumbers.Cell.number)
      })
  }
}

extension LineSeries {
  /// Name, x, y and the ends of the band.
  fileprivate var rows: [[FigureNumbers.Cell]] {
    x.indices.map { place in
      [
        .text(name), .number(x[place]), .number(y[place]),
        .number(low?[place] ?? .nan), .number(high?[place] ?? .nan),
      ]
    }
  }
}

extension LineChart {
  var numbers: FigureNumbers {
    FigureNumbers(["series", xLabel, yLabel, "low", "high"], series.flatMap(\.rows))
  }
}

extension SmallMultiples {
  var numbers: FigureNumbers {
    FigureNumbers(
      ["row", "column", "series", xLabel, yLabel, "low", "high"],
      rows.flatMap { row in
        zip(columns, row.panels).flatMap { column, panel in
          (panel ?? []).flatMap(\.rows).map { [.text(row.name), .text(column)] + $0 }
        }
      })
  }
}

extension ScatterPlot {
  var numbers: FigureNumbers {
    FigureNumbers(
      ["series", xLabel.isEmpty ? "x" : xLabel, yLabel.isEmpty ? "y" : yLabel],
      series.flatMap { series in
        zip(series.x, series.y).map { [.text(series.name), .number($0), .number($1)] }
      })
  }
}

extension Dendrogram {
  var numbers: FigureNumbers {
    func name(_ branch: Int) -> FigureNumbers.Cell {
      .text(branch < names.count ? names[branch] : "join \(branch - names.count + 1)")
    }
    return FigureNumbers(
      ["join", "a", "b", xLabel],
      tree.merges.enumerated().map { place, merge in
        [name(names.count + place), name(merge.a), name(merge.b), .number(merge.height)]
      })
  }
}
