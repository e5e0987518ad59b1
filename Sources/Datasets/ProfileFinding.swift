/// What may be wrong with a data set.
public enum ProfileFinding: String, Sendable, Codable, CaseIterable {
  case unreadable
  case repeatedIDs = "repeated-ids"
  case duplicates
  case leaks
  case splitGroups = "split-groups"
  case labelConflicts = "label-conflicts"
  case missingLabels = "missing-labels"
  case missingCaptions = "missing-captions"
  case uniform

  /// The finding in words, for the profile's first column.
  public var text: String {
    switch self {
    case .unreadable: "unreadable files"
    case .repeatedIDs: "ids used more than once"
    case .duplicates: "pictures that are there more than once, copies included"
    case .leaks: "pictures with a copy in another split"
    case .splitGroups: "groups over several splits"
    case .labelConflicts: "pictures with a copy of another label"
    case .missingLabels: "pictures without a label"
    case .missingCaptions: "pictures without a caption"
    case .uniform: "pictures of one colour all over"
    }
  }
}

extension DatasetProfile {
  /// How often something is wrong. Labels and captions are missing where others have them.
  public func count(_ finding: ProfileFinding) -> Int {
    switch finding {
    case .unreadable: unreadable.count
    case .repeatedIDs: repeatedIDs.count
    case .duplicates: identicalPixels.joined().count
    case .leaks: leaks.joined().count
    case .splitGroups: splitGroups.count
    case .labelConflicts: labelConflicts.joined().count
    case .missingLabels: missing("label")
    case .missingCaptions: missing("caption")
    case .uniform: uniform.count
    }
  }

  private func missing(_ column: String) -> Int {
    guard let profile = columns.first(where: { $0.column == column }), profile.distinct > 0 else {
      return 0
    }
    return profile.missing
  }
}
