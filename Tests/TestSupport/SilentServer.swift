import Foundation

/// Takes connections and never says a word.
public final class SilentServer: Sendable {
  public let port: Int
  private let socket: Int32

  /// Why there is no such server.
  public struct NoSocket: Error {}

  /// On a free port of loopback. What is accepted waits in the kernel.
  public init() throws {
    socket = Foundation.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let descriptor = socket
    let isListening = unsafe withUnsafeMutablePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe bind(descriptor, address, size) == 0 && listen(descriptor, 16) == 0
          && getsockname(descriptor, address, &size) == 0
      }
    }
    guard isListening else { throw NoSocket() }
    port = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit { close(socket) }
}
