import Figures

/// What stands on one page as a whole: lines of a paragraph, a row of a table, a figure with its caption.
struct Slab {
  /// Above it, unless it begins a page.
  var space: Double
  let height: Double
  /// From its own top left corner.
  let elements: [Element]
  /// It does not stand at the foot of a page, away from what follows.
  var keepsWithNext = false
  /// What is repeated above it where it begins a page: the head of its table.
  var head: [Slab] = []
  /// What the outline says here.
  var heading: (title: String, level: Int)?

  init(space: Double, height: Double, _ elements: [Element]) {
    (self.space, self.height, self.elements) = (space, height, elements)
  }
}
