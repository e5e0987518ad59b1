/// Columns by which a data set is parted.
public enum PartColumn: String, Sendable, Codable, CaseIterable {
  case split
  case site
  case label
}
