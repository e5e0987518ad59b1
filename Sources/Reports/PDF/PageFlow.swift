import Figures

/// Slabs in the order of reading, on as many pages as they take.
struct PageFlow {
  /// How far above a heading a reader's program shows it.
  static let outlineRise = 8.0

  private let style: PageStyle
  private(set) var pages: [[Element]] = [[]]
  private(set) var outline: [OutlineEntry] = []
  private var y: Double

  init(_ slabs: [Slab], _ style: PageStyle) {
    self.style = style
    y = style.top
    for (place, slab) in slabs.enumerated() {
      if !isAtTop, y + Self.room(of: slabs[place...]) > style.bottom { turn(slab.head) }
      add(slab)
    }
  }

  /// What the first of some slabs takes, with those that it keeps to.
  private static func room(of slabs: ArraySlice<Slab>) -> Double {
    var room = 0.0
    for slab in slabs {
      room += slab.space + slab.height
      if !slab.keepsWithNext { break }
    }
    return room
  }

  private var isAtTop: Bool { y == style.top }

  private mutating func turn(_ head: [Slab]) {
    pages.append([])
    y = style.top
    for slab in head { add(slab) }
  }

  private mutating func add(_ slab: Slab) {
    let top = isAtTop ? y : y + slab.space
    if let heading = slab.heading {
      outline.append(
        OutlineEntry(
          title: heading.title, level: heading.level, page: pages.count - 1,
          y: top - Self.outlineRise))
    }
    pages[pages.count - 1].append(
      .placed(at: Point(x: style.margin, y: top), scale: 1, slab.elements))
    y = top + slab.height
  }
}
