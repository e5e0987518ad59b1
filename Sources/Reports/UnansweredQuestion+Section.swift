import Analyses

extension UnansweredQuestion {
  func section() -> Section { Section(heading, warnings.blocks + [.paragraph(sentence)]) }

  var answer: Answer { Answer(verdict: sentence) }

  private var heading: String {
    "Not answered: \(question)" + (encoder.map { ", \($0)" } ?? "")
  }

  private var sentence: String { "This question could not be answered: \(reason)." }
}
