public import Figures

/// What a run has to say, before it becomes Markdown or HTML.
public struct Report: Sendable {
  public let title: String
  /// The question that the experiment asks; empty when the plan gives none.
  public let question: String
  public let sections: [Section]

  public init(title: String, question: String, sections: [Section]) {
    self.title = title
    self.question = question
    self.sections = sections
  }

  /// All figures in reading order, with their further pages.
  public var figures: [NamedFigure] {
    sections.flatMap(\.blocks).compactMap { block in
      if case .figure(let figure) = block { [figure] + figure.further } else { nil }
    }.flatMap { $0 }
  }
}

/// A heading and what stands below it.
public struct Section: Sendable {
  public let heading: String
  /// 2 for a chapter, 3 for a part of it.
  public let level: Int
  public let blocks: [Block]

  public init(_ heading: String, level: Int = 2, _ blocks: [Block]) {
    self.heading = heading
    self.level = level
    self.blocks = blocks
  }
}

public enum Block: Sendable {
  case paragraph(String)
  case table(Table)
  case figure(NamedFigure)
  case warning(finding: String, remedy: String)
}

/// Rows of text under column headings.
public struct Table: Sendable {
  public let columns: [Column]
  /// Each with as many cells as there are columns.
  public let rows: [[String]]

  public struct Column: Sendable {
    public let heading: String
    public let alignment: Alignment

    public init(_ heading: String, alignment: Alignment = .left) {
      self.heading = heading
      self.alignment = alignment
    }
  }

  public enum Alignment: Sendable {
    case left
    case right
  }

  /// - Precondition: every row has one cell a column.
  public init(_ columns: [Column], _ rows: [[String]]) {
    precondition(rows.allSatisfy { $0.count == columns.count })
    self.columns = columns
    self.rows = rows
  }
}

extension Table.Column {
  static func text(_ heading: String) -> Self { Self(heading) }
  static func number(_ heading: String) -> Self { Self(heading, alignment: .right) }
}

/// A figure with the name of its files, without folder or extension.
public struct NamedFigure: Sendable {
  public let name: String
  public let figure: Figure
  public let caption: String
  /// What the figure shows, for those who cannot see it.
  public let alternative: String
  /// Pages that the report links and does not show.
  public internal(set) var further: [NamedFigure] = []
}
