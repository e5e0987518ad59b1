import Foundation
import VectorStore

/// What a form of the duplicates' page decides: the button that was pressed.
enum ReviewAction {
  case step(ReviewStep)
  case group(key: String, GroupDecision)

  /// Of a whole group.
  enum GroupDecision: String, CaseIterable {
    case accept = "accept-group"
    /// One stays, the others go.
    case removeOthers = "remove-others"
    case reset = "reset-group"
  }

  private static let buttons = ["accept", "question", "keep", "remove", "undecide"]
  static let fields = buttons + GroupDecision.allCases.map(\.rawValue)

  /// Nil where no button is named.
  init?(_ fields: RequestFields) throws(RequestProblem) {
    for button in Self.buttons {
      guard let value = try fields.text(button) else { continue }
      let ids = value.split(separator: ",", omittingEmptySubsequences: false)
        .compactMap { $0.removingPercentEncoding }
      self = .step(try Self.step(button, ids))
      return
    }
    for decision in GroupDecision.allCases {
      guard let key = try fields.text(decision.rawValue) else { continue }
      self = .group(key: key, decision)
      return
    }
    return nil
  }

  private static func step(_ button: String, _ ids: [String]) throws(RequestProblem) -> ReviewStep {
    switch (button, ids.count) {
    case ("accept", 2): .accept([ItemPair(ids[0], ids[1])])
    case ("question", 2): .question([ItemPair(ids[0], ids[1])])
    case ("keep", 1): .decide(.keep, ids)
    case ("remove", 1): .decide(.remove, ids)
    case ("undecide", 1): .decide(nil, ids)
    default:
      throw RequestProblem(
        .badRequest, "\(button) names \(ids.count) items", remedy: "load the page again")
    }
  }
}

extension ReviewAction.GroupDecision {
  func steps(for group: ReviewedGroup) -> [ReviewStep] {
    switch self {
    case .accept: [.accept(group.pairs.map(\.pair))]
    case .removeOthers:
      [
        .decide(.keep, group.members.filter { !group.removable.contains($0) }),
        .decide(.remove, group.removable.sorted()),
      ]
    case .reset: [.question(group.pairs.map(\.pair)), .decide(nil, group.members)]
    }
  }
}
