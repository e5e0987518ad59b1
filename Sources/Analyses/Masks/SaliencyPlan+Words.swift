extension SaliencyPlan {
  /// What is looked for, in words: "“a bird” by minilm-l6".
  public var lookedFor: String { kind == .foreground ? "the foreground" : query.words }
}

extension SaliencyQuery {
  fileprivate var words: String {
    switch self {
    case .own: "the picture itself"
    case .like(let pictures, let unlike):
      pictures.joined(separator: ", ")
        + (unlike.isEmpty ? "" : "; not " + unlike.joined(separator: ", "))
    case .text(let prompts, let space):
      prompts.map { "“\($0)”" }.joined(separator: ", ") + " by \(space.encoder)"
        + (space.alignment.map { ", through \($0)" } ?? "")
    }
  }
}
