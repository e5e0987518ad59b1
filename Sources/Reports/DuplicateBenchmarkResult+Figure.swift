public import Analyses
public import Figures

extension DuplicateBenchmarkResult {
  /// Average precision of each kind of evidence, a row an alteration.
  public var figure: Figure {
    let names = alterations.first?.evidence.map(\.name) ?? []
    return DotPlot(
      title: "Which evidence finds which alteration",
      xLabel: "average precision over all pairs of \(originals.grouped) images and their copies",
      rows: alterations.map(\.alteration),
      series: names.indices.map { index in
        DotSeries(
          name: names[index], values: alterations.map { $0.evidence[index].averagePrecision })
      }, range: 0...1
    ).figure()
  }
}
