public import Images

/// Where a service listens, and what it bounds.
public struct ServiceSettings: Sendable {
  /// A name or an address of this machine.
  public var host = "127.0.0.1"
  /// 0: one that is free.
  public var port = 0
  /// What clients have to know; nil: whoever reaches the service may ask it, and nobody may change the store.
  public var token: BearerToken?
  /// Of a request, in bytes.
  public var maximumBody = 20 << 20
  /// Bytes of all bodies that are held at a time.
  public var maximumHeld = 512 << 20
  /// Above it a picture is refused before it is decoded.
  public var maximumPixels = 50_000_000
  /// Pictures that may wait to be encoded, and vectors to be searched for.
  public var queue = 64
  /// For a request to come in whole, and again for its work to begin.
  public var timeout = Duration.seconds(30)
  /// For a connection on which nothing happens.
  public var idleTimeout = Duration.seconds(15)
  /// Beyond these, connections wait to be accepted.
  public var maximumConnections = 512
  /// Requests a second from one address; nil for no bound.
  public var rate: Double?

  /// How pictures are decoded, which has to be how those of the store were: decoded otherwise, the same
  /// file is another picture. Its limits give way to `maximumPixels`.
  public var decoding = DecodingOptions.standard

  public init() {}

  /// Whether nobody but programs of this machine reaches the service.
  public var listensOnLoopback: Bool { Self.isLoopback(host) }

  static func isLoopback(_ host: some StringProtocol) -> Bool {
    host == "localhost" || host == "::1" || host.isLoopbackAddress
  }

  var boundedDecoding: DecodingOptions {
    var decoding = decoding
    decoding.limits = DecodingLimits(
      side: min(DecodingLimits.standard.side, maximumPixels), pixels: maximumPixels)
    return decoding
  }
}

extension StringProtocol {
  /// 127.0.0.0/8 in the usual notation.
  fileprivate var isLoopbackAddress: Bool {
    let parts = split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts[0] == "127" && parts.allSatisfy { UInt8($0) != nil }
  }
}
