import Analyses
import Statistics

extension Terminal {
  static func show(_ representation: EncoderRepresentation) {
    show()
    table(
      [["layout", "n", "d", "effective rank", "alignment", "uniformity"]]
        + representation.encoders.map {
          [
            $0.name, "\(representation.items)", "\($0.dimension)", $0.effectiveRank?.brief ?? "–",
            $0.alignment.map { alignment in alignment.value.brief } ?? "–",
            $0.uniformity?.brief ?? "–",
          ]
        })
    guard !representation.pairs.isEmpty else { return }
    show()
    table(
      [
        [
          "pair", "CKA, linear", "95 % interval", "CKA, Gaussian",
          "mutual \(representation.neighbors)-NN", "95 % interval", "Procrustes",
        ]
      ]
        + representation.pairs.map {
          [
            "\($0.a) – \($0.b)", $0.ckaDebiased.brief, $0.ckaInterval.text,
            $0.ckaGaussian?.brief ?? "–", $0.mutualNeighbors?.brief ?? "–",
            $0.mutualNeighborsInterval.text, $0.procrustes.brief,
          ]
        })
  }
}

extension Interval? {
  fileprivate var text: String { map { "[\($0.low.brief), \($0.high.brief)]" } ?? "–" }
}
