import Embeddings
import Statistics

/// - Parameter sample: of the pair, over which the means are taken.
func shiftWitness(
  of pair: ShiftPair, over sample: ShiftPair, bandwidth: Double, top: Int,
  _ progress: @escaping WorkProgress
) -> ShiftWitness {
  let values = witnessValues(
    WitnessSide(
      pair.storedX, units: pair.unitsX,
      anchors: pair.reference.places(of: sample.reference)),
    WitnessSide(
      pair.storedY, units: pair.unitsY,
      anchors: pair.candidate.places(of: sample.candidate)),
    scaling: pair.scaling, bandwidth: bandwidth, progress: progress)
  return ShiftWitness(
    reference: WitnessedItems(ids: pair.reference.ids, values: values.x),
    candidate: WitnessedItems(ids: pair.candidate.ids, values: values.y),
    topReference: pair.reference.top(top, values.x, by: >),
    topCandidate: pair.candidate.top(top, values.y, by: <))
}

extension EmbeddedItems {
  /// Where the items of a selection of these stand.
  fileprivate func places(of selection: EmbeddedItems) -> [Int] {
    guard selection.count < count else { return Array(ids.indices) }
    let chosen = Set(selection.ids)
    return ids.indices.filter { chosen.contains(ids[$0]) }
  }

  /// The first of the items by their values; of equal ones the earlier.
  fileprivate func top(
    _ limit: Int, _ values: [Double], by precedes: (Double, Double) -> Bool
  ) -> [WitnessedItem] {
    let order = values.indices.sorted {
      precedes(values[$0], values[$1]) || (values[$0] == values[$1] && $0 < $1)
    }
    return order.prefix(limit).map {
      WitnessedItem(id: ids[$0], value: values[$0], unit: units?[$0], label: labels?[$0])
    }
  }
}
