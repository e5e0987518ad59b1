public import Analyses
public import Figures
import Statistics

extension MapChecksResult {
  func section(_ context: ReportContext) -> Section {
    Section(
      AnalysisHeading.mapChecks.rawValue,
      warnings.blocks + [.paragraph(method), .table(table)]
        + methods.flatMap { $0.figures(context) })
  }

  private var isGrouped: Bool { methods.contains { $0.unit != "image" } }

  private var method: String {
    "Deletion hides a picture's pixels in the order of the map, highest first, and draws the match with "
      + "what is looked for over their share: a map of what decides the match has a low area. Insertion "
      + "shows them on the blurred picture: the area is high. Beside both stands the same map moved "
      + "around the edges of what the model sees by a random distance, which is what a map gets for its shapes "
      + "alone: pixels in random order would be no such thing, as noise destroys a picture faster than "
      + "any region. With the weights of each of the model's tensors in random order (permuted "
      + "weights) and with another query (texts without a meaning, or the next picture) a map should "
      + "become another one. Means are over "
      + (isGrouped ? "the pictures of a group and then over groups" : "pictures")
      + ", with bootstrap intervals over them; each picture's numbers are in "
      + "masks/METHOD/checks.csv and curves.csv."
  }

  private var table: Table {
    Table(
      [
        .text("Method"), .text("Measure"), .number("Mean"), .number("95 % interval"),
        .number("Images"),
      ] + (isGrouped ? [.number("Groups")] : []),
      methods.flatMap { checks in
        checks.scores.map { score in
          [
            checks.method, score.measure.title, score.estimate.formatted(digits: 4),
            score.interval?.fourDigits ?? "–", score.images.grouped,
          ] + (isGrouped ? [score.units.grouped] : [])
        }
      }, caption: "Checks of the maps")
  }
}

extension MapChecks {
  fileprivate func figures(_ context: ReportContext) -> [Block] {
    CheckCurve.allCases.compactMap { curve in
      figure(of: curve, context.theme).map { figure in
        .figure(
          NamedFigure(
            name: context.figureName("maps-\(curve.rawValue)", encoder: method), figure: figure,
            caption:
              "\(curve.title) of \(images.counting("map")) of \(method): the match as pixels are "
              + "\(curve.participle) in the order of the map, and of the same map moved elsewhere.",
            alternative: "Mean match over the share of pixels, by the map and by moved maps"))
      }
    }
  }

  /// The mean match by the maps and by the same maps moved; nil where no map was judged.
  public func figure(of curve: CheckCurve, _ theme: Theme = .standard) -> Figure? {
    guard let curves else { return nil }
    let (map, moved) =
      switch curve {
      case .deletion: (curves.deletion, curves.movedDeletion)
      case .insertion: (curves.insertion, curves.movedInsertion)
      }
    let shares = map.indices.map { Double($0) / Double(Swift.max(1, map.count - 1)) }
    return LineChart(
      title: "\(curve.title): \(method)", xLabel: "share of pixels \(curve.participle)",
      yLabel: "mean cosine",
      series: [
        LineSeries(name: "by the map", x: shares, y: map),
        LineSeries(name: "map moved", x: shares, y: moved, style: .reference),
      ]
    ).figure(theme)
  }
}

/// What a curve of checks shows.
public enum CheckCurve: String, Sendable, CaseIterable {
  case deletion, insertion

  fileprivate var title: String { rawValue.capitalizingFirst }
  fileprivate var participle: String { self == .deletion ? "hidden" : "shown" }
}
