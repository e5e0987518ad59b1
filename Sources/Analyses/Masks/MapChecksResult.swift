public import Datasets
import Embeddings
public import Statistics

/// How far the maps of a plan's methods are to be trusted.
public struct MapChecksResult: Sendable, Codable {
  public let dataset: String
  /// Of those methods that the plan asks to check, in its order.
  public let methods: [MapChecks]

  public init(dataset: String, methods: [MapChecks]) {
    (self.dataset, self.methods) = (dataset, methods)
  }

  public var warnings: [AnalysisWarning] { methods.flatMap(\.warnings) }
}

/// How far the maps of one method are to be trusted.
public struct MapChecks: Sendable, Codable {
  public let method: String
  /// Pictures whose maps were judged.
  public let images: Int
  /// "image", or "group" where every image has one.
  public let unit: String
  public let units: Int
  /// Those that some map has a value of.
  public let scores: [MapCheckScore]
  /// Nil where no map was judged.
  public let curves: MeanCurves?
  /// Pictures with a map that could not be judged, with the reason.
  public let unreadable: [UnreadableFile]
  public let seed: UInt64
  public let warnings: [AnalysisWarning]
}

/// One measure of the maps: the mean over units of the means over their images.
public struct MapCheckScore: Sendable, Codable {
  public let measure: MapCheckMeasure
  public let estimate: Double
  /// Over units; nil for fewer than two, and where all have the same value.
  public let interval: Interval?
  /// With a value.
  public let images: Int
  public let units: Int
}

/// How the match goes on average as pixels are hidden, and as they are shown; cosines with 0, 1/n, … n/n of
/// the pixels.
public struct MeanCurves: Sendable, Codable {
  public let deletion: [Double]
  /// In the order of the same maps moved around their pictures.
  public let movedDeletion: [Double]
  public let insertion: [Double]
  public let movedInsertion: [Double]
}

/// Means and intervals of what checks found of maps, over units as those of masks are.
///
/// - Parameters:
///   - maps: of one method, by ascending id.
///   - groups: of each map's picture; nil where images are the units.
///   - method: its name.
///   - unreadable: pictures that could not be judged.
///   - warnings: of what is known of the set.
public func judgeMaps(
  _ maps: [CheckedMap], groups: [String]?, method: String, unreadable: [UnreadableFile],
  warnings: [AnalysisWarning], seed: UInt64
) -> MapChecks {
  let units = ImageUnits(maps.count, groups: groups)
  let scores = MapCheckMeasure.allCases.compactMap { measure -> MapCheckScore? in
    let mean = units.mean { maps[$0].value(of: measure) }
    guard let estimate = mean.estimate else { return nil }
    return MapCheckScore(
      measure: measure, estimate: estimate,
      interval: units.interval(
        of: mean.values, seed: seed, stream: "saliency.\(measure.rawValue)"),
      images: mean.images, units: mean.values.count)
  }
  return MapChecks(
    method: method, images: maps.count, unit: units.name, units: units.members.count,
    scores: scores, curves: MeanCurves(of: maps, units), unreadable: unreadable, seed: seed,
    warnings: warnings + mapWarnings(maps, method) + unreadableWarnings(unreadable, method))
}

private func mapWarnings(_ maps: [CheckedMap], _ method: String) -> [AnalysisWarning] {
  let alone = maps.count { $0.other == nil }
  guard alone > 0 else { return [] }
  return [
    AnalysisWarning(
      "\(method): the map of another query was not made of \(alone) of \(maps.count.counting("picture")): no other "
        + "picture was there to ask for",
      remedy: "check maps of several different pictures at once")
  ]
}

private func unreadableWarnings(
  _ unreadable: [UnreadableFile], _ method: String
) -> [AnalysisWarning] {
  guard let first = unreadable.first else { return [] }
  return [
    AnalysisWarning(
      "\(method): \(unreadable.count.counting("map")) could not be judged, e.g. \(first.path): \(first.reason)",
      remedy: "mend or leave out these pictures")
  ]
}

extension MeanCurves {
  fileprivate init?(of maps: [CheckedMap], _ units: ImageUnits) {
    guard let first = maps.first else { return nil }
    func mean(_ curve: (CheckedMap) -> [Double]) -> [Double] {
      curve(first).indices.compactMap { place in units.mean { curve(maps[$0])[place] }.estimate }
    }
    deletion = mean(\.curves.deletion)
    movedDeletion = mean(\.moved.deletion)
    insertion = mean(\.curves.insertion)
    movedInsertion = mean(\.moved.insertion)
  }
}
