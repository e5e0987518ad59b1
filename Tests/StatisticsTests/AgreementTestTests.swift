import LinearAlgebra
import TestSupport
import Testing

@testable import Statistics

@Suite struct AgreementTestTests {
  private func test(
    _ clusters: [Int], _ classes: [Int], units: [Int]? = nil, permutations: Int = 199,
    seed: UInt64 = 1
  ) -> AgreementTest {
    AgreementTest(
      clusters, classes: classes, units: units, permutations: permutations, seed: seed,
      stream: "test")
  }

  @Test func valuesEqualScikitLearn() throws {
    let reference = try ClusterReferences.load().agreement
    let found = ClusterAgreement(reference.clusters, classes: reference.classes)
    #expect(agrees(found.adjustedRandIndex, reference.adjustedRandIndex, absolute: 1e-14))
    #expect(
      agrees(
        found.normalizedMutualInformation, reference.normalizedMutualInformation, absolute: 1e-14))
    #expect(agrees(found.homogeneity, reference.homogeneity, absolute: 1e-14))
    #expect(agrees(found.completeness, reference.completeness, absolute: 1e-14))
    let tested = test(reference.clusters, reference.classes)
    #expect(tested.homogeneity.value == found.homogeneity)
    #expect(tested.homogeneity.pValue == 1.0 / 200 && tested.smallestPValue == 1.0 / 200)
  }

  @Test func homogeneityAndCompletenessAreTurnedAround() {
    // Two clusters within one class: homogeneous, and not complete.
    let found = ClusterAgreement([0, 0, 1, 1, 2, 2], classes: [0, 0, 0, 0, 1, 1])
    #expect(found.homogeneity == 1 && found.completeness < 1)
    let turned = ClusterAgreement([0, 0, 0, 0, 1, 1], classes: [0, 0, 1, 1, 2, 2])
    #expect(turned.homogeneity == found.completeness && turned.completeness == 1)
    let one = ClusterAgreement([0, 0, 0], classes: [0, 1, 2])
    #expect(one.completeness == 1 && one.homogeneity == 0)
  }

  @Test func unrelatedClassesAreRejectedAtTheLevel() {
    var (rejected, valueSum) = (0, 0.0)
    for run in 0..<200 {
      var generator = SeededGenerator(seed: 5, stream: "null", index: run)
      let clusters = (0..<60).map { _ in generator.uniform(below: 4) }
      let classes = (0..<60).map { _ in generator.uniform(below: 3) }
      let found = test(clusters, classes, permutations: 99, seed: UInt64(run))
      rejected += found.normalizedMutualInformation.pValue <= 0.05 ? 1 : 0
      valueSum += found.adjustedRandIndex.value
    }
    // Three standard errors of 200 runs at 0.05 are 0.046.
    #expect(rejected <= 19)
    #expect(abs(valueSum / 200) < 0.01)
  }

  /// Twelve patients of five images each that look alike: clusters go by patient. Sites of patients
  /// are drawn at random.
  private func patients(_ run: Int) -> (clusters: [Int], sites: [Int], units: [Int]) {
    var generator = SeededGenerator(seed: 6, stream: "patients", index: run)
    let clusterOf = (0..<12).map { _ in generator.uniform(below: 3) }
    var siteOf = (0..<12).map { $0 % 2 }
    generator.shuffle(&siteOf)
    let units = (0..<60).map { $0 / 5 }
    return (units.map { clusterOf[$0] }, units.map { siteOf[$0] }, units)
  }

  @Test func imagesOfAPatientDoNotCountAsIndependent() {
    var (byUnits, byImages) = (0, 0)
    for run in 0..<100 {
      let (clusters, sites, units) = patients(run)
      let seed = UInt64(run)
      let whole = test(clusters, sites, units: units, permutations: 99, seed: seed)
      byUnits += whole.adjustedRandIndex.pValue <= 0.05 ? 1 : 0
      let single = test(clusters, sites, permutations: 99, seed: seed)
      byImages += single.adjustedRandIndex.pValue <= 0.05 ? 1 : 0
    }
    // Three standard errors of 100 runs at 0.05 are 0.065.
    #expect(byUnits <= 11 && byImages > 40)
  }

  @Test func unitsOfSeveralClassesExchangeThemWithinThemselves() {
    let relabellings = ClassRelabellings(
      [0, 0, 1, 1, 0, 1, 0], units: [0, 0, 1, 1, 2, 2, 2], seed: 1, stream: "mixed")
    #expect(relabellings.wholeUnits == 2 && relabellings.mixedUnits == 1)
    for index in 0..<30 {
      let classes = relabellings.relabelling(index)
      #expect(classes[0] == classes[1] && classes[2] == classes[3] && classes[0] != classes[2])
      #expect(classes.suffix(3).reduce(0, +) == 1)
    }
    // Two orders of the whole units, three of the rows in the mixed one.
    #expect(agrees(relabellings.smallestPValue, 1.0 / 6, relative: 1e-12))
  }

  @Test func smallestPValuesCountPartitions() {
    // Four units, two of each class: six orders, and exchanging both classes changes nothing.
    let four = ClassRelabellings([0, 0, 1, 1], units: nil, seed: 1, stream: "four")
    #expect(agrees(four.smallestPValue, 1.0 / 3, relative: 1e-12))
    let one = ClassRelabellings([0, 0, 0], units: [1, 1, 1], seed: 1, stream: "one")
    #expect(one.smallestPValue == 1)
  }

  @Test func sameSeedSameBits() {
    let (clusters, sites, units) = patients(3)
    #expect(test(clusters, sites, units: units) == test(clusters, sites, units: units))
  }
}
