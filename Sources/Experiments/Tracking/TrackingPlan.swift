import Foundation

/// Where a run is sent after it was written.
public struct TrackingPlan: Sendable, Codable, Equatable {
  public let mlflow: MLflowTarget
}

/// An experiment of an MLflow server.
public struct MLflowTarget: Sendable, Codable, Equatable {
  /// Of the server, as `http://127.0.0.1:5000`; without user and password.
  public let uri: String
  /// Its name; the plan's title where none is given.
  public let experiment: String?
  /// Whether encoders become registered models.
  public let register: Bool

  /// - Throws: `SettingsError` for what is no address of a server, or holds a password.
  public init(
    uri: String, experiment: String?, register: Bool, place: String
  ) throws(SettingsError) {
    let parts = URLComponents(string: uri)
    guard let parts, ["http", "https"].contains(parts.scheme), parts.host?.isEmpty == false,
      parts.query == nil, parts.fragment == nil
    else {
      throw .wrongValue(
        place: place, found: "\"\(uri)\"", expected: "a server's address, as http://127.0.0.1:5000")
    }
    guard parts.user == nil, parts.password == nil else {
      throw .wrongValue(
        place: place, found: "a user or a password",
        expected: "none: run.json would keep them; set MLFLOW_TRACKING_USERNAME and "
          + "MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN")
    }
    (self.uri, self.experiment, self.register) = (uri, experiment, register)
  }
}

extension SettingsNode {
  func tracking() throws(SettingsError) -> TrackingPlan {
    try allow(["mlflow"])
    let node = try require("mlflow", example: "{uri: http://127.0.0.1:5000}")
    try node.allow(["uri", "experiment", "register"])
    let uri = try node.require("uri", example: "http://127.0.0.1:5000")
    return TrackingPlan(
      mlflow: try MLflowTarget(
        uri: uri.text(), experiment: node["experiment"]?.text(),
        register: node["register"]?.flag() ?? false, place: uri.place))
  }
}
