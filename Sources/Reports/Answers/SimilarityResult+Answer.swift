import Analyses

extension SimilarityResult {
  var answer: Answer {
    Answer(
      caveats: [
        "How high a cosine is \u{201C}high\u{201D} depends on the encoder: means of two encoders do not compare."
      ],
      methods:
        "The cosine of every pair of images was computed exactly, each pair once; vectors of length 0 "
        + "were left out.",
      basis: "n = \(distributions.reduce(0) { $0 + $1.pairs }.counting("pair")) of images")
  }
}
