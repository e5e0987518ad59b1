import Statistics

extension LabelsResult {
  var numbers: [ResultNumber] {
    var list = NumberList("labels", of: encoder)
    list.add("labelled", count: labelled)
    list.add("unlabelled", count: unlabelled)
    list.add("vote.accuracy", vote?.accuracy, vote?.interval)
    list.add("vote.calibration_error", vote?.expectedCalibrationError)
    for label in vote?.labels ?? [] {
      list.add("vote.\(label.label).recall", label.recall, label.interval)
      list.add("vote.\(label.label).precision", label.precision)
    }
    list.add("suggested", count: suggestionCounts?.suggested)
    list.add("abstained", count: suggestionCounts?.abstained)
    list.add("suspects", count: audit?.suspectCount)
    list.add("suspects_of_several", count: audit?.suspectsOfSeveral)
    let learnt = audit?.confidentLearning
    list.add("noise_rate", learnt?.noiseRate, learnt?.noiseInterval)
    list.add("probe.accuracy", learnt?.accuracy)
    let point = filter?.training.point
    list.add("filter.recall", point?.recall, point?.recallInterval)
    list.add("filter.precision", point?.precision, point?.precisionInterval)
    list.add("filter.roc_area", filter?.training.rocArea)
    list.add("filter.average_precision", filter?.training.averagePrecision)
    return list.numbers
  }
}
