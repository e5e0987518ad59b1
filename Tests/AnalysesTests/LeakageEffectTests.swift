import Analyses
import Embeddings
import Foundation
import LinearAlgebra
import Statistics
import Testing

/// Two sets of points around a centre a label, of which some of the evaluation set are also in the
/// reference set, with the label there that no classifier would give them.
private struct PlantedLeaks {
  let reference: EmbeddedItems
  let evaluation: EmbeddedItems

  /// - Parameters:
  ///   - leaks: evaluation items that are also in the reference set.
  ///   - size: items of a unit of the evaluation set; nil leaves units out.
  init(_ count: Int, leaks: Int, unitsOf size: Int? = nil) {
    var generator = SeededGenerator(seed: 4, stream: "planted leaks")
    func point(_ label: Int) -> [Double] {
      (0..<6).map { ($0 == label ? 1 : 0) + 0.9 * (generator.uniformFraction() - 0.5) }
    }
    let asked = (0..<count).map { (point: point($0 % 3), label: "\($0 % 3)") }
    // Every fourth item is labelled at random, so that only its own copy knows its label.
    let labels = asked.enumerated().map {
      $0 % 4 == 0 ? "\(generator.uniform(below: 3))" : $1.label
    }
    let known = (0..<300).map { (point: point($0 % 3), label: "\($0 % 3)") }
    reference = items(
      known.map(\.point) + asked.prefix(leaks).map(\.point), name: "train",
      labels: known.map(\.label) + labels.prefix(leaks))
    evaluation = items(
      asked.map(\.point), name: "test", labels: labels,
      units: size.map { size in (0..<count).map { "unit \($0 / size)" } })
  }

  func effect(threshold: Double = 1) throws -> LeakageEffect {
    let found = try findLeakage(from: reference, into: evaluation, threshold: threshold)
    return try #require(found.effect)
  }
}

@Suite struct LeakageEffectTests {
  @Test func copiesInTheReferenceSetRaiseTheNearestNeighbour() throws {
    let effect = try PlantedLeaks(200, leaks: 60).effect()
    #expect(effect.items == 200 && effect.leakFreeItems == 140 && effect.unseenLabelItems == 0)
    #expect(effect.accuracies.map(\.classifier) == [.nearest, .fiveNearest, .linearProbe])
    #expect(effect.remarks == [] && effect.unit == "image" && effect.units == 200)
    let nearest = effect.accuracies[0]
    let difference = try #require(nearest.difference)
    let interval = try #require(nearest.interval)
    // A quarter of the labels are random and right one time in three: 1 − 1/4·2/3 without leaks.
    #expect(abs((nearest.leakFree ?? 0) - 0.83) < 0.1 && difference > 0.02)
    #expect(interval.low > 0 && interval.low < difference && difference < interval.high)
    #expect(difference == nearest.all - (nearest.leakFree ?? 0))
    // Five neighbours and a line outvote the copy.
    for other in effect.accuracies.dropFirst() { #expect(abs(other.difference ?? 1) < 0.05) }
    let probe = try #require(effect.probe)
    #expect(probe.items == 360 && probe.availableItems == 360 && probe.labels == 3)
    #expect(probe.converged && probe.inversePenalty == 1)
  }

  @Test func groupsAreDrawnWhereTheyAreKnown() throws {
    let effect = try PlantedLeaks(200, leaks: 60, unitsOf: 10).effect()
    #expect(effect.unit == "group" && effect.units == 20)
    let interval = try #require(effect.accuracies[0].interval)
    #expect(interval.method == "paired group bootstrap, percentile")
    let single = try PlantedLeaks(200, leaks: 60, unitsOf: 200).effect()
    #expect(single.accuracies.allSatisfy { $0.interval == nil && $0.difference != nil })
    #expect(single.remarks == ["a single group varies in nothing: no intervals"])
  }

  @Test func withoutLeaksTheDifferenceIsZero() throws {
    let effect = try PlantedLeaks(50, leaks: 0).effect()
    #expect(effect.leakFreeItems == 50)
    for accuracy in effect.accuracies {
      #expect(accuracy.difference == 0 && accuracy.all == accuracy.leakFree)
      #expect(accuracy.interval == nil)
    }
    #expect(effect.remarks.contains { $0.hasPrefix("no judged image leaks") })
  }

  @Test func whereEverythingLeaksTheDifferenceIsUndefined() throws {
    let effect = try PlantedLeaks(50, leaks: 50).effect()
    #expect(effect.leakFreeItems == 0)
    for accuracy in effect.accuracies {
      #expect(accuracy.leakFree == nil && accuracy.difference == nil && accuracy.interval == nil)
    }
    #expect(effect.accuracies[0].all == 1)
    #expect(effect.remarks.contains { $0.hasPrefix("every judged image leaks") })
  }

  @Test func labelsOfOneSideOrOfNoneSayNothing() throws {
    let planted = PlantedLeaks(20, leaks: 2)
    let bare = items(planted.reference.vectors.doubles.rowArrays, name: "bare")
    #expect(try findLeakage(from: bare, into: planted.evaluation, threshold: 1).effect == nil)
    #expect(try findLeakage(from: planted.reference, into: bare, threshold: 1).effect == nil)
    #expect(try findLeakage(from: bare, into: bare, threshold: 1).effect == nil)
  }

  @Test func itIsLeftOutWhereNobodyAsks() throws {
    let planted = PlantedLeaks(20, leaks: 2)
    let found = try findLeakage(
      from: planted.reference, into: planted.evaluation, threshold: 1, measuresEffect: false)
    #expect(found.effect == nil && found.leakedItems == 2)
  }

  @Test func aSingleLabelHasNoProbe() throws {
    let train = items([[1, 0], [0, 1]], name: "train", labels: ["x", "x"])
    let test = items([[1, 0], [1, 1]], name: "test", labels: ["x", "y"])
    let effect = try #require(try findLeakage(from: train, into: test, threshold: 0.9).effect)
    #expect(effect.accuracies.map(\.classifier) == [.nearest, .fiveNearest] && effect.probe == nil)
    #expect(effect.accuracies[0].all == 0.5 && effect.accuracies[0].leakFree == 0)
    #expect(effect.unseenLabelItems == 1)
    #expect(effect.remarks.contains("all reference images have one label: no linear probe"))
    #expect(effect.remarks.contains { $0.hasSuffix("wrong under every classifier: 1") })
  }

  @Test func oneItemOfEachIsEnough() throws {
    let train = items([[1, 0]], name: "train", labels: ["x"])
    let test = items([[0, 1]], name: "test", labels: ["x"])
    let effect = try #require(try findLeakage(from: train, into: test, threshold: 0.9).effect)
    #expect(effect.accuracies.map(\.all) == [1, 1] && effect.accuracies[0].difference == 0)
  }

  @Test func zeroVectorsAreNotJudged() throws {
    let train = items([[0, 0], [1, 0], [0, 1]], name: "train", labels: ["x", "x", "y"])
    let test = items([[0, 0], [1, 0], [0.2, 1]], name: "test", labels: ["y", "x", "y"])
    let effect = try #require(try findLeakage(from: train, into: test, threshold: 1).effect)
    #expect(effect.items == 2 && effect.leakFreeItems == 1 && effect.probe?.items == 2)
    #expect(effect.accuracies.allSatisfy { $0.all == 1 })
    #expect(effect.remarks.contains("evaluation images with a zero vector are not judged: 1"))
    let blank = items([[0, 0]], name: "blank", labels: ["x"])
    #expect(try findLeakage(from: blank, into: test, threshold: 1).effect == nil)
    #expect(try findLeakage(from: train, into: blank, threshold: 1).effect == nil)
  }

  @Test func tooManyLabelsForWeightsHaveNoProbe() throws {
    let count = 2_001
    let rows = (0..<count).map { i in (0..<2_000).map { $0 == i % 2_000 ? 1.0 : 0 } }
    let train = items(rows, name: "train", labels: (0..<count).map { "\($0)" })
    let test = items(Array(rows.prefix(1)), name: "test", labels: ["0"])
    let effect = try #require(try findLeakage(from: train, into: test, threshold: 1).effect)
    #expect(effect.probe == nil && effect.accuracies.count == 2)
    #expect(effect.remarks.contains { $0.hasPrefix("no linear probe: 2001 labels") })
  }

  @Test func itGoesThroughJSON() throws {
    let effect = try PlantedLeaks(40, leaks: 10).effect()
    let data = try JSONEncoder().encode(effect)
    #expect(try JSONDecoder().decode(LeakageEffect.self, from: data) == effect)
  }
}

extension Matrix<Double> {
  fileprivate var rowArrays: [[Double]] { (0..<rows).map { Array(row($0)) } }
}
