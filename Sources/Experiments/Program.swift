import Foundation

/// This program.
public enum Program {
  public static let version = "0.1.0"

  /// Where it lies, also when a shell found it by its name alone or by a link; nil where the system does not say.
  static var file: URL? { Bundle.main.executableURL?.resolvingSymlinksInPath() }
}
