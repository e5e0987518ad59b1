/// This program.
public enum Program {
  public static let version = "0.1.0"
}
