/// Why a statistic cannot be computed from the data at hand.
public enum StatisticsError: Error, Equatable, CustomStringConvertible {
  case tooFewRows(what: String, found: Int, needed: Int)
  case tooFewUnits(side: String, found: Int)
  case tooFewDistinctRows(found: Int, clusters: Int)
  case noSpread(what: String, remedy: String)
  case notFinite(what: String)
  case eigensolver(String)

  public var description: String {
    switch self {
    case .tooFewRows(let what, let found, let needed):
      "\(what) needs at least \(needed) rows, found \(found); add images"
    case .tooFewUnits(let side, let found):
      "the \(side) set has \(found) usable units where at least 2 are needed; "
        + "name more units, or none to take images as independent"
    case .tooFewDistinctRows(let found, let clusters):
      "\(clusters) clusters were asked for and only \(found) rows are distinct; ask for fewer"
    case .noSpread(let what, let remedy):
      "\(what) is undefined because all rows are equal; \(remedy)"
    case .notFinite(let what):
      "\(what) was given NaN or infinite numbers; remove those rows"
    case .eigensolver(let reason): reason
    }
  }
}
