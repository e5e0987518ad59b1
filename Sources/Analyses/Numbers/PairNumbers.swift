import Statistics

extension LeakageResult {
  var numbers: [ResultNumber] {
    var list = NumberList("leakage", of: encoder)
    list.add("leak_rate", leakRate, bestInterval)
    list.add("leaked_items", count: leakedItems)
    list.add("pair_count", count: pairCount)
    list.add("pair_rate", pairRate)
    list.add("label_conflicts", count: labelConflicts)
    list.add("conflicting_sets", conflictingSets)
    list.add("shared_groups", count: groups?.shared.count)
    list.add("group_rate", groups?.leaked)
    list.add("removals", count: removalCount)
    list.add("threshold", threshold)
    for accuracy in effect?.accuracies ?? [] {
      let name = "effect.\(accuracy.classifier.rawValue.lowercased().replacing(" ", with: "_"))"
      list.add("\(name).accuracy", accuracy.all)
      list.add("\(name).leak_free", accuracy.leakFree)
      list.add("\(name).difference", accuracy.difference, accuracy.interval)
    }
    return list.numbers
  }
}

extension DuplicatesResult {
  var numbers: [ResultNumber] {
    var list = NumberList("duplicates", of: encoder)
    list.add("pair_count", count: pairCount)
    list.add("group_count", count: groupCount)
    list.add("removals", count: removalCount)
    list.add("removal_rate", items == 0 ? nil : Double(removalCount) / Double(items))
    list.add("label_conflicts", count: labelConflicts)
    list.add("conflicting_sets", conflictingSets)
    list.add("pairs_across_groups", count: pairsAcrossUnits)
    list.add("scattered_groups", scatteredUnits?.groups)
    list.add("threshold", threshold)
    return list.numbers
  }
}

extension GradedPairsResult {
  /// Of pairs across two sets and of those within one.
  var numbers: [ResultNumber] {
    var list = NumberList("graded_pairs")
    let place = evaluation == nil ? "within" : "across"
    list.add("\(place).pair_count", count: pairCount)
    for grade in grades {
      list.add("\(place).seen_by_\(grade.encoders)", count: grade.pairs)
    }
    for seeing in encoders {
      list.add("\(place).\(seeing.name).seen_alone", count: seeing.seenAlone)
    }
    return list.numbers
  }
}

extension SimilarityResult {
  var numbers: [ResultNumber] {
    var list = NumberList("similarity", of: encoder)
    for distribution in distributions {
      let name = distribution.name.replacing(" ", with: "_")
      list.add("\(name).mean", distribution.histogram.mean)
      list.add("\(name).minimum", distribution.histogram.minimum)
      list.add("\(name).maximum", distribution.histogram.maximum)
    }
    return list.numbers
  }
}
