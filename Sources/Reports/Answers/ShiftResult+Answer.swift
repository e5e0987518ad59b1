import Analyses
import Statistics

extension ShiftResult {
  var answer: Answer {
    Answer(
      verdict: verdict, finding: finding, caveats: caveats,
      methods: [testMethods, contextMethods, furtherMethods].sentences,
      basis: basis)
  }

  private var finding: Finding {
    let isFound = pValue <= 0.05
    let size =
      "(MMD² \(mmd2Unbiased.significant), \(interval.name) \(interval.text), p = \(pValue.significant))"
    return Finding(
      subject: .shift, isFound: isFound,
      words: isFound
        ? "\(reference) and \(candidate) differ \(size)"
        : "a shift between \(reference) and \(candidate) \(size)")
  }

  /// n, unit, B and seed.
  private var basis: String {
    let units =
      unit == "image"
      ? "" : " (\(unitsReference.grouped) and \(unitsCandidate.grouped) \(unit)s)"
    return
      "n = \(n.grouped) \(reference) and \(m.grouped) \(candidate) images\(units); unit: \(unit); "
      + "B = \(permutations.grouped) permutations, \(resamples.grouped) resamples; seed \(seed)"
  }

  private var caveats: [String] {
    let power = context?.detectable.map {
      "Minimum detectable effect: this test finds MMD² = \($0.mmd2.significant) with a probability of about "
        + "\($0.power.percent); smaller shifts may be there and not be seen."
    }
    let units =
      unit == "image"
      ? "Images are taken as independent: where several are of one patient or scene the p-value is too "
        + "small; name the groups in the data set's description." : nil
    let excluded =
      excludedUnits.isEmpty
      ? nil
      : "\(excludedUnits.count.counting(unit)) found on both sides \(excludedUnits.count == 1 ? "is" : "are") left out."
    return [
      power
        ?? "The minimum detectable effect was not computed: without a small p nothing can be said of how "
        + "large a shift could be missed.",
      units, excluded,
      "The test sees what this encoder sees, and says that sets differ, not why: labels, case mix and "
        + "scanner are not told apart unless the sets are compared within a column.",
    ].compactMap(\.self)
  }

  private var testMethods: Prose {
    let width: Prose =
      bandwidth == nil ? "" : "σ is the median distance of the pooled sample unless given."
    return [
      "The difference of two sets is the squared maximum mean discrepancy, unbiased \(cite: .gretton2012), with "
        + "the kernel \(kernel.text), of rows \(normalized ? "scaled to length 1" : "as given").",
      width,
      "p is that of a permutation test of whole \(unit)s \(cite: .phipson2010); the interval is a bootstrap "
        + "that draws distinct \(unit)s, and no part of the test.",
    ].sentences
  }

  private var contextMethods: Prose {
    context == nil
      ? ""
      : "The level of the test was checked on random halves of each set, and the minimum detectable shift at "
        + "80 % power was found from the relabelled sets."
  }

  private var furtherMethods: Prose {
    let kinds = Set((measures ?? []).map(\.kind))
    var prose: [Prose] = []
    if kinds.contains(.classifierAUC) {
      prose.append(
        "A classifier two-sample test was cross-fitted by \(unit) \(cite: .lopezPaz2017).")
    }
    if kinds.contains(.frechetDistance) {
      prose.append("The Fréchet distance is that of normal distributions \(cite: .heusel2017).")
    }
    if kinds.contains(.kernelInceptionDistance) {
      prose.append("KID is the mean over blocks \(cite: .binkowski2018).")
    }
    if kinds.contains(.energyDistance) {
      prose.append("The energy distance is a U-statistic \(cite: .szekely2013).")
    }
    if kinds.contains(.mmdFuse) {
      prose.append("MMD-FUSE combines kernels \(cite: .biggs2023).")
    }
    if kinds.contains(.density) {
      prose.append(
        "Precision, recall, density and coverage are those of \(cite: .naeem2020), with k = 5.")
    }
    return prose.sentences
  }
}

extension SitesResult {
  var answer: Answer {
    let smallest = pairs.tests.map(\.detectableMmd2).max()
    return Answer(
      verdict: verdict, finding: finding,
      caveats: [
        smallest.map {
          "Minimum detectable effect: the pair that is hardest to tell apart needs MMD² = \($0.significant) to be "
            + "found with a probability of about 80 %, before correction."
        },
        within == nil
          ? "Sites may differ by their mix of labels: compare within a column to tell it from the scanner."
          : nil,
        unit == "image"
          ? "Images are taken as independent, which several of one patient are not." : nil,
      ].compactMap(\.self),
      methods:
        "Sites were compared pair by pair by the squared maximum mean discrepancy under one kernel "
        + "\(cite: .gretton2012), with permutation tests of whole \(unit)s \(cite: .phipson2010); p-values are "
        + "corrected over all pairs by Holm's method \(cite: .holm1979), and for exploring by Benjamini and "
        + "Hochberg's \(cite: .benjamini1995).",
      basis:
        "\(sites.count.counting("site")), n = \(sites.reduce(0) { $0 + $1.items }.counting("image")); unit: "
        + "\(unit); B = \(permutations.grouped) permutations; seed \(seed)")
  }

  private var finding: Finding? {
    guard let farthest = pairs.tests.max(by: { $0.mmd2Unbiased < $1.mmd2Unbiased }) else {
      return nil
    }
    let found = pairs.tests.significantCount
    let size =
      "\(farthest.reference) and \(farthest.candidate) farthest, MMD² "
      + "\(farthest.mmd2Unbiased.significant) \(farthest.interval.text)"
    return Finding(
      subject: .shift, isFound: found > 0,
      words: found > 0
        ? "\(found.grouped) of \(pairs.tests.count.counting("pair")) of sites \(found == 1 ? "differs" : "differ") (\(size))"
        : "a difference between two of \(sites.count) sites (\(size))")
  }
}
