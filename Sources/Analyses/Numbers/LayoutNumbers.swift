import Statistics

extension ClustersResult {
  var numbers: [ResultNumber] {
    var list = NumberList("clusters", of: encoder)
    list.add("clusters", count: clusters)
    list.add("noise", count: noise)
    list.add("silhouette", silhouette)
    list.add("calinski_harabasz", calinskiHarabasz)
    list.add("davies_bouldin", daviesBouldin)
    list.add("stability.restarts", stability?.restarts?.mean)
    list.add("stability.halves", stability?.halves?.mean)
    for found in agreement ?? [] {
      list.add("agreement.\(found.column).ari", found.test.adjustedRandIndex.value)
      list.add("agreement.\(found.column).ari.p_value", found.test.adjustedRandIndex.pValue)
      list.add("agreement.\(found.column).nmi", found.test.normalizedMutualInformation.value)
      list.add(
        "agreement.\(found.column).nmi.p_value", found.test.normalizedMutualInformation.pValue)
    }
    return list.numbers
  }
}

extension ProjectionResult {
  var numbers: [ResultNumber] {
    var list = NumberList("projection", of: encoder)
    list.add("explained_variance", explainedVarianceRatio.reduce(0, +))
    list.add("explained_variance_2", explainedVarianceRatio.prefix(2).reduce(0, +))
    for map in maps ?? [] {
      let name = map.kind.rawValue
      list.add("\(name).trustworthiness", map.quality.trustworthiness)
      list.add("\(name).neighbors_kept", map.quality.neighborsKept)
      list.add("\(name).accuracy_lost", map.labelAccuracy?.lost, map.labelAccuracy?.interval)
    }
    return list.numbers
  }
}
