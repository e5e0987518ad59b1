/// What keeps several processes from working together.
public enum ScaleoutError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Started as one of several, but there is no Open MPI.
  case noLibrary(reason: String)
  /// Parts that nobody has computed.
  case missingParts(count: Int, folder: String)

  public var description: String {
    switch self {
    case .noLibrary(let reason):
      "Open MPI cannot be opened: \(reason); install libopenmpi3 (or 40), or start without mpirun"
    case .missingParts(let count, let folder):
      "\(count) parts are missing in \(folder); compute them with --blocks, or here without --merge"
    }
  }
}
