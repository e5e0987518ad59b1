extension ProfileFinding {
  /// "3 unreadable files", "1 unreadable file".
  public func counted(_ count: Int) -> String {
    guard count == 1 else { return "\(count) \(text)" }
    switch self {
    case .unreadable: return "1 unreadable file"
    case .repeatedIDs: return "1 id used more than once"
    case .duplicates: return "1 picture that is there more than once"
    case .leaks: return "1 picture with a copy in another split"
    case .splitGroups: return "1 group over several splits"
    case .labelConflicts: return "1 picture with a copy of another label"
    case .missingLabels: return "1 picture without a label"
    case .missingCaptions: return "1 picture without a caption"
    case .uniform: return "1 picture of one colour all over"
    }
  }
}
