import ArgumentParser
import Experiments
import Foundation
import SearchServer

/// Where `serve` listens, and what it bounds.
struct ServiceOptions: ParsableArguments {
  private static let standard = ServiceSettings()

  @Option(name: .long, help: "Port to listen at; 0 for any that is free, which is printed.")
  var port = 8080

  @Option(name: .long, help: "Address to listen at; 0.0.0.0 for all of this machine.")
  var host = standard.host

  @Option(
    name: .long, help: "File with a secret that clients send as Authorization: Bearer SECRET.",
    completion: .file())
  var tokenFile: String?

  @Flag(name: .long, help: "Listen for other machines though anyone may ask then.")
  var withoutToken = false

  @Option(name: .long, help: "Largest request in bytes.")
  var maxBody = standard.maximumBody

  @Option(name: .long, help: "Largest picture in pixels.")
  var maxPixels = standard.maximumPixels

  @Option(name: .long, help: "Pictures that may wait; further ones are told to come back.")
  var queue = standard.queue

  @Option(
    name: .long, help: "Seconds for a request to come in whole, and again for its work to begin.")
  var timeout = Int(standard.timeout.components.seconds)

  @Option(name: .long, help: "Requests a second from one address at most.")
  var rate: Double?

  @OptionGroup var pictures: PictureOptions

  func validate() throws {
    guard (0...65_535).contains(port) else {
      throw ValidationError("--port \(port) is no port; give 0 to 65535")
    }
    try Check.atLeastOne("--max-body", maxBody)
    try Check.atLeastOne("--max-pixels", maxPixels)
    try Check.atLeastOne("--queue", queue)
    guard (1...3_600).contains(timeout) else {
      throw ValidationError("--timeout \(timeout): give 1 to 3600 seconds")
    }
    if let rate, !(rate > 0 && rate <= 1e6) {
      throw ValidationError("--rate \(rate): give more than 0")
    }
    if withoutToken, tokenFile != nil {
      throw ValidationError("--without-token and --token-file exclude each other; give one")
    }
  }

  /// - Throws: where the token cannot be read or is none, and where a service would be open.
  func settings() throws -> ServiceSettings {
    var settings = ServiceSettings()
    (settings.host, settings.port) = (host, port)
    settings.token = try tokenFile.map { file in
      try BearerToken(try TextFile.read(file))
    }
    (settings.maximumBody, settings.maximumPixels) = (maxBody, maxPixels)
    settings.maximumHeld = max(settings.maximumHeld, maxBody)
    (settings.queue, settings.timeout) = (queue, .seconds(timeout))
    settings.rate = rate
    pictures.apply(to: &settings.decoding)
    guard settings.listensOnLoopback || settings.token != nil || withoutToken else {
      throw ServiceError.isOpen(host: host)
    }
    return settings
  }

  /// As it stands in a URL.
  var urlHost: String { host.contains(":") ? "[\(host)]" : host }
}
