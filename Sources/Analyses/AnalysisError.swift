import Embeddings
import Statistics

/// Why an analysis cannot be made of the data that it was given.
public enum AnalysisError: Error, Equatable, CustomStringConvertible {
  case tooFew(items: String, found: Int, needed: Int)
  case differentDimensions(String, Int, String, Int)
  case differentItems(String, Int, String, Int)
  case missing(what: String, items: String, remedy: String)
  case unknownItem(id: String, items: String)
  /// A statistic that these items do not have, with the reason and the remedy.
  case undefined(items: String, reason: String)

  public var description: String {
    switch self {
    case .tooFew(let items, let found, let needed):
      "\(items): \(found) usable vectors where at least \(needed) are needed; add more images"
    case .differentDimensions(let a, let dimensionA, let b, let dimensionB):
      "\(a) has vectors of \(dimensionA) numbers and \(b) of \(dimensionB); "
        + "embed both with the same encoder"
    case .differentItems(let a, let countA, let b, let countB):
      "\(a) has \(countA) rows and \(b) has \(countB); "
        + "each encoder must embed the same items in the same order"
    case .missing(let what, let items, let remedy):
      "\(items): no \(what); \(remedy)"
    case .undefined(let items, let reason):
      "\(items): \(reason)"
    case .unknownItem(let id, let items):
      "\(id) is neither a file nor an item of \(items); name a file, an id as `semblance embed` "
        + "lists them, or where there are no ids a row counted from 0"
    }
  }
}

/// Adds the items' name to what a statistic says of them.
func naming<Value>(
  _ items: String, _ statistic: () throws(StatisticsError) -> Value
) throws(AnalysisError) -> Value {
  do {
    return try statistic()
  } catch {
    throw .undefined(items: items, reason: "\(error)")
  }
}

extension EmbeddedItems {
  /// - Throws: `AnalysisError.differentDimensions`, which names both.
  public func requireDimension(of other: EmbeddedItems) throws(AnalysisError) {
    guard vectors.dimension == other.vectors.dimension else {
      throw .differentDimensions(name, vectors.dimension, other.name, other.vectors.dimension)
    }
  }
}
