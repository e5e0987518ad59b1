import Figures

/// Turns what a report says into slabs.
struct SlabMaker: ~Copyable {
  let style = PageStyle()
  var measure: TextMeasure
  init() throws(FigureError) { measure = try TextMeasure(fonts: style.theme.fonts) }

  mutating func slabs(of section: Section) -> [Slab] {
    [heading(section.heading, level: section.level)] + section.blocks.flatMap { slabs(of: $0) }
  }

  mutating func slabs(of block: Block) -> [Slab] {
    switch block {
    case .paragraph(let text): paragraph(text, size: style.textSize)
    case .prose(let prose): paragraph(prose.text, size: style.textSize)
    case .points(let points): points.map { slab(of: $0) }
    case .warning(let warning): [slab(of: warning)]
    case .table(let table):
      tableSlabs(table)
    case .figure(let figure): [slab(of: figure)]
    }
  }

  /// - Parameter level: 1 for the title of the whole, 2 for a chapter, 3 for a part.
  mutating func heading(_ title: String, level: Int) -> Slab {
    let size = style.headingSize(level)
    let lines = measure.lines(of: title, size: size, isBold: true, width: style.textWidth)
    let step = size * 1.25
    var slab = Slab(
      space: level == 2 ? 26 : 14, height: Double(lines.count) * step + 2,
      lines.enumerated().map { row, line in
        style.line(line, size, y: Double(row) * step, isBold: true)
      })
    slab.keepsWithNext = true
    if level > 1 { slab.heading = (title, level - 1) }
    return slab
  }

  /// A slab a line, so that a paragraph may end on another page, its first two and last two together.
  mutating func paragraph(_ text: String, size: Double, color: Color? = nil) -> [Slab] {
    let lines = measure.lines(of: text, size: size, width: style.textWidth)
    let step = size * style.leading
    return lines.enumerated().map { row, line in
      var slab = Slab(
        space: row == 0 ? 8 : 0, height: step, [style.line(line, size, y: 0, color: color)])
      slab.keepsWithNext =
        lines.count > 1 && (row == 0 || (row == lines.count - 2 && lines.count > 2))
      return slab
    }
  }

  /// Its lead in bold on a line of its own.
  private mutating func slab(of point: Block.Point) -> Slab {
    let indent = 12.0
    let width = style.textWidth - indent
    let lead =
      point.lead.isEmpty
      ? [] : measure.lines(of: point.lead, size: style.textSize, isBold: true, width: width)
    let lines = measure.lines(of: point.text, size: style.textSize, width: width)
    let step = style.textSize * style.leading
    return Slab(
      space: 6, height: Double(lead.count + lines.count) * step,
      [style.line("•", style.textSize, x: 0, y: 0)]
        + (lead + lines).enumerated().map { row, line in
          style.line(
            line, style.textSize, x: indent, y: Double(row) * step, isBold: row < lead.count)
        })
  }

  private mutating func slab(of warning: ReportWarning) -> Slab {
    let indent = 12.0
    let place =
      warning.sections.isEmpty ? "" : " (\(warning.sections.joined(separator: ", ")))"
    let lines = measure.lines(
      of: "Warning\(place): \(warning.finding). Remedy: \(warning.remedy).", size: style.textSize,
      width: style.textWidth - indent)
    let step = style.textSize * style.leading
    let height = Double(lines.count) * step
    let bar = Path(
      .rectangle(Rectangle(x: 0, y: 0, width: 3, height: height)), fill: Color(hex: 0xC77700))
    return Slab(
      space: 9, height: height,
      [.path(bar)]
        + lines.enumerated().map { row, line in
          style.line(line, style.textSize, x: indent, y: Double(row) * step)
        })
  }

  /// No wider than the text and no higher than a page, above its caption.
  private mutating func slab(of figure: NamedFigure) -> Slab {
    let further =
      figure.further.isEmpty
      ? "" : " \(figure.further.count.counting("further page")) in the folder figures."
    let step = style.captionSize * style.leading
    let lines = measure.lines(
      of: figure.title + further, size: style.captionSize,
      width: style.textWidth)
    let caption = Double(lines.count) * step
    let room = style.bottom - style.top - caption - 6
    let drawing = figure.figure
    let scale = min(1, style.textWidth / drawing.width, room / drawing.height)
    let height = drawing.height * scale
    return Slab(
      space: 14, height: height + 6 + caption,
      [.placed(at: Point(x: 0, y: 0), scale: scale, drawing.elements)]
        + lines.enumerated().map { row, line in
          style.line(
            line, style.captionSize, y: height + 6 + Double(row) * step, color: style.theme.soft)
        })
  }

  private mutating func tableSlabs(_ table: Table) -> [Slab] {
    let step = style.captionSize * style.leading
    let lines = measure.lines(of: table.title, size: style.captionSize, width: style.textWidth)
    var caption = Slab(
      space: 12, height: Double(lines.count) * step,
      lines.enumerated().map { row, line in
        style.line(line, style.captionSize, y: Double(row) * step, color: style.theme.soft)
      })
    caption.keepsWithNext = true
    var slabs = [caption]
    for (place, part) in TableLayout.parts(of: table, style, &measure).enumerated() {
      var rows = TableLayout(part, style, &measure).slabs(&measure)
      if place > 0 { rows[0].space = 12 }
      slabs += rows
    }
    return slabs
  }
}
