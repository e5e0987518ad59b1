public import Figures

/// What a run has to say, before it becomes Markdown, HTML or PDF.
///
/// Figures and tables are numbered in reading order.
public struct Report: Sendable {
  public let title: String
  /// The question that the experiment asks; empty when the plan gives none.
  public let question: String
  public let sections: [Section]
  /// What is cited, by family name.
  public let references: [Reference]

  public init(title: String, question: String, sections: [Section], references: [Reference] = []) {
    self.title = title
    self.question = question
    self.references = references
    var (figures, tables) = (0, 0)
    self.sections = sections.map { section in
      section.mapBlocks { block in
        switch block {
        case .figure(var figure):
          figures += 1
          figure.number = figures
          return .figure(figure)
        case .table(var table):
          tables += 1
          table.number = tables
          return .table(table)
        case .paragraph, .prose, .points, .warning: return block
        }
      }
    }
  }

  /// All figures in reading order, with their further pages.
  public var figures: [NamedFigure] {
    sections.flatMap(\.blocks).compactMap { block in
      if case .figure(let figure) = block { [figure] + figure.further } else { nil }
    }.flatMap { $0 }
  }

  /// All tables in reading order.
  public var tables: [Table] {
    sections.flatMap(\.blocks).compactMap { if case .table(let table) = $0 { table } else { nil } }
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

  func mapBlocks(_ change: (Block) -> Block) -> Section {
    Section(heading, level: level, blocks.map(change))
  }
}

public enum Block: Sendable {
  case paragraph(String)
  /// A paragraph with citations.
  case prose(Prose)
  case points([Point])
  case table(Table)
  case figure(NamedFigure)
  case warning(ReportWarning)

  public static func warning(finding: String, remedy: String) -> Block {
    .warning(ReportWarning(finding: finding, remedy: remedy))
  }

  /// One of a list.
  public struct Point: Sendable {
    /// What it is about, in bold; empty where it speaks for itself.
    public let lead: String
    public let text: String

    public init(_ text: String, about lead: String = "") { (self.lead, self.text) = (lead, text) }
  }
}

/// Something suspicious but valid.
public struct ReportWarning: Sendable {
  public let finding: String
  public let remedy: String
  /// Headings of the sections that it is about; empty where it stands in its own.
  public var sections: [String] = []
}

/// Rows of text under column headings.
public struct Table: Sendable {
  public let columns: [Column]
  /// Each with as many cells as there are columns.
  public let rows: [[String]]
  /// What the rows are, without a full stop; empty before a report gives it one.
  public internal(set) var caption: String
  /// In its report, from 1.
  public internal(set) var number = 0

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
  public init(_ columns: [Column], _ rows: [[String]], caption: String = "") {
    precondition(rows.allSatisfy { $0.count == columns.count })
    self.columns = columns
    self.rows = rows
    self.caption = caption
  }

  /// "Table 3. Leakage: pixels-8."
  var title: String { caption.isEmpty ? "Table \(number)" : "Table \(number). \(caption)." }
}

extension Table.Column {
  static func text(_ heading: String) -> Self { Self(heading) }
  static func number(_ heading: String) -> Self { Self(heading, alignment: .right) }
}

/// A figure with the name of its files, without folder or extension.
public struct NamedFigure: Sendable {
  public let name: String
  public let figure: Figure
  /// Sentences.
  public internal(set) var caption: String
  /// What the figure shows, for those who cannot see it.
  public let alternative: String
  /// Pages that the report links and does not show.
  public internal(set) var further: [NamedFigure] = []
  /// In its report, from 1.
  public internal(set) var number = 0

  init(name: String, figure: Figure, caption: String, alternative: String) {
    (self.name, self.figure) = (name, figure)
    (self.caption, self.alternative) = (caption, alternative)
  }

  /// Its files' endings beside PNG, in which a report links it.
  var endings: [String] { ["pdf", "svg"] + (figure.numbers == nil ? [] : ["csv"]) }

  /// "Figure 3. Shares of …"
  var title: String { "Figure \(number). \(caption)" }
}
