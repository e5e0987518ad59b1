import Statistics

extension EncoderComparisonResult {
  /// Of each encoder as `encoders.NAME.…`, of two as `encoders.differences.A.B.…`, which is A less B.
  var numbers: [ResultNumber] {
    var list = NumberList("encoders")
    for metric in tasks?.metrics ?? [] {
      for score in metric.scores {
        list.add("\(score.encoder).\(metric.name)", score.estimate, score.interval)
      }
      list.add(metric.pairs, of: "\(metric.name)")
    }
    for overall in robustness?.encoders ?? [] {
      list.add("\(overall.encoder).robustness", overall.found, overall.interval)
    }
    list.add(robustness?.pairs ?? [], of: "robustness")
    for cost in costs ?? [] {
      list.add("\(cost.encoder).images_per_second", cost.imagesPerSecond)
    }
    representation?.add(to: &list)
    return list.numbers
  }
}

extension EncoderRepresentation {
  fileprivate func add(to list: inout NumberList) {
    for geometry in encoders {
      list.add("\(geometry.name).effective_rank", geometry.effectiveRank)
      list.add("\(geometry.name).alignment", geometry.alignment?.value)
      list.add("\(geometry.name).uniformity", geometry.uniformity)
    }
    for pair in pairs {
      let name = "representation.\(pair.a).\(pair.b)"
      list.add("\(name).cka", pair.ckaDebiased, pair.ckaInterval)
      list.add("\(name).mutual_neighbors", pair.mutualNeighbors, pair.mutualNeighborsInterval)
      list.add("\(name).procrustes", pair.procrustes)
    }
  }
}

extension NumberList {
  fileprivate mutating func add(_ pairs: [EncoderMetric.Pair], of metric: String) {
    for pair in pairs {
      let name = "differences.\(pair.a).\(pair.b).\(metric)"
      add(name, pair.difference, pair.interval)
      add("\(name).p_holm", pair.adjustedPValue)
    }
  }
}
