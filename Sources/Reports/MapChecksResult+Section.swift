import Analyses
import Figures
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
      })
  }
}

extension MapChecks {
  fileprivate func figures(_ context: ReportContext) -> [Block] {
    guard let curves else { return [] }
    return [
      figure(
        "Deletion", "share of pixels hidden", curves.deletion, curves.movedDeletion, context),
      figure(
        "Insertion", "share of pixels shown", curves.insertion, curves.movedInsertion, context),
    ]
  }

  private func figure(
    _ name: String, _ xLabel: String, _ curve: [Double], _ moved: [Double],
    _ context: ReportContext
  ) -> Block {
    let shares = curve.indices.map { Double($0) / Double(max(1, curve.count - 1)) }
    let chart = LineChart(
      title: "\(name): \(method)", xLabel: xLabel, yLabel: "mean cosine",
      series: [
        LineSeries(name: "by the map", x: shares, y: curve),
        LineSeries(name: "map moved", x: shares, y: moved, style: .reference),
      ])
    return .figure(
      NamedFigure(
        name: context.figureName("maps-\(name)", encoder: method),
        figure: chart.figure(context.theme),
        caption:
          "\(name) of \(images.counting("map")) of \(method): the match as pixels are "
          + (name == "Deletion" ? "hidden" : "shown")
          + " in the order of the map, and of the same map moved elsewhere.",
        alternative: "Mean match over the share of pixels, by the map and by moved maps"))
  }
}
