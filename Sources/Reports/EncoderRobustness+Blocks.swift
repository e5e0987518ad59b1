import Analyses
import Figures
import Statistics

extension EncoderRobustness {
  func blocks(_ context: ReportContext) -> [Block] {
    [
      .paragraph(
        "Robustness: \(sources.counting("picture")) were altered in \(alterations.count) ways, and of each "
          + "copy the nearest of all \(pictures.counting("distinct picture")) was looked for. Found is the "
          + "share of copies whose nearest picture is their original. Brightness, contrast and window "
          + "change by their share, up or down; geometry turns, shifts and zooms by up to so much, and "
          + "may flip; σ is a standard deviation, of noise in grey levels. Mean cosines describe one encoder "
          + "and are not to be compared between encoders, whose scales differ."),
      .table(overallTable), .figure(figure(context)), .table(alterationTable),
    ]
  }

  private var overallTable: Table {
    let order = encoders.indices.sorted { (encoders[$1].found, $0) < (encoders[$0].found, $1) }
    return Table(
      [
        .text("Encoder"), .number("Found, all alterations"), .number("95 % interval"),
        .text("Group"),
      ],
      order.map { encoders[$0] }.map {
        [
          $0.encoder, $0.found.percent, $0.interval?.percentText ?? "–",
          $0.groups.joined(separator: " "),
        ]
      }, caption: "Altered copies found again")
  }

  private var alterationTable: Table {
    Table(
      [.text("Alteration"), .text("Strength"), .number("Copies")]
        + encoders.flatMap {
          [.number("\($0.encoder): found"), .number("less similar"), .number("mean cosine")]
        },
      alterations.map { alteration in
        [alteration.kind, alteration.strength, alteration.copies.grouped]
          + alteration.encoders.flatMap {
            [$0.found.rate.percent, $0.position.percent, $0.meanCosine.formatted(digits: 3)]
          }
      }, caption: "Altered copies found again, by alteration")
  }

  private func figure(_ context: ReportContext) -> NamedFigure {
    let chart = DotPlot(
      title: "Copies whose original is nearest", xLabel: "share found",
      rows: alterations.map { "\($0.kind) \($0.strength)" },
      series: encoders.indices.map { place in
        DotSeries(
          name: encoders[place].encoder, values: alterations.map { $0.encoders[place].found.rate })
      }, range: 0...1)
    return NamedFigure(
      name: context.figureName("encoders-robustness", encoder: nil),
      figure: chart.figure(context.theme),
      caption: "Share of altered copies whose nearest picture is their original, by alteration; of "
        + "geometry the largest angle, shift and zoom.",
      alternative: "Dots of \(alterations.count) alterations for \(encoders.count) encoders")
  }
}

extension [EncoderCost] {
  func blocks(_ encoders: [EncoderScore]) -> [Block] {
    guard let images = first?.images else { return [] }
    return [
      .paragraph(
        "Cost on this machine: \(images.counting("decoded picture")) encoded one after the other, "
          + "decoding not counted; memory is how far that of the program rose meanwhile."),
      .table(
        Table(
          [
            .text("Encoder"), .number("Images per second"), .number("Bytes per vector"),
            .number("Model file, MB"), .number("Peak memory, MB"),
          ],
          map {
            [
              $0.encoder, $0.imagesPerSecond.significant, $0.vectorBytes.grouped,
              $0.modelBytes.map(\.megabytes) ?? "–", $0.peakBytes.map(\.megabytes) ?? "–",
            ]
          }, caption: "What encoding costs")),
    ]
  }
}

extension Int {
  /// Of bytes, in 10⁶.
  fileprivate var megabytes: String { (Double(self) / 1e6).formatted(digits: 1) }
}
