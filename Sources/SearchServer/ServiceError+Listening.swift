import Foundation
import NIOCore

extension ServiceError {
  /// Why a service ended that was to listen.
  init(listening error: any Error, _ settings: ServiceSettings) {
    self = .cannotListen(
      host: settings.host, port: settings.port, reason: Self.reason(error))
  }

  private static func reason(_ error: any Error) -> String {
    switch (error as? IOError)?.errnoCode {
    case EADDRINUSE: "another program listens there"
    case EACCES: "permission denied"
    case EADDRNOTAVAIL: "this machine has no such address"
    default: "\(error)"
    }
  }
}
