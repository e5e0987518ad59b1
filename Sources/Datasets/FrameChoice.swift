/// Which pictures of a file with several become samples.
public enum FrameChoice: String, Sendable, Codable, CaseIterable {
  case all, first, middle

  /// From 0.
  ///
  /// - Precondition: count ≥ 1.
  public func chosen(of count: Int) -> Range<Int> {
    switch self {
    case .all: 0..<count
    case .first: 0..<1
    case .middle: (count / 2)..<(count / 2 + 1)
    }
  }

  /// A file's id with that of one of its pictures, with zeros, so that ids sort like pictures.
  static func id(_ file: String, _ frame: Int, of count: Int) -> String {
    let digits = "\(frame)"
    return "\(file)#" + String(repeating: "0", count: "\(count - 1)".count - digits.count) + digits
  }
}
