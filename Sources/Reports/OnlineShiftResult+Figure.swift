public import Analyses
public import Figures

extension OnlineShiftResult {
  /// The cumulative sum over the batches, with the threshold and the first alarm.
  public var figure: Figure {
    let counted = batches.indices.filter { batches[$0].skipped == nil }
    let places = counted.map { Double($0 + 1) }
    let ends = [1, Double(max(2, batches.count))]
    return LineChart(
      title: "Shift from \(reference), batch by batch", xLabel: "batch",
      yLabel: "accumulated score",
      series: [
        LineSeries(name: "sum", x: places, y: counted.map { batches[$0].accumulated }),
        LineSeries(name: "threshold", x: ends, y: [threshold, threshold]),
      ],
      markers: firstAlarm.map {
        [Marker(x: Double($0 + 1), label: "first alarm: \(batches[$0].name)")]
      } ?? []
    ).figure()
  }
}
