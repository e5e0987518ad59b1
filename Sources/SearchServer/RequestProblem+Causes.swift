import Images
import VectorStore

extension RequestProblem {
  /// What a picture that was sent is told to be; nothing of what it shows.
  init(_ error: ImageError) {
    switch error {
    case .empty:
      self.init(.badRequest, "the picture is empty", remedy: "send an image file")
    case .unknownFormat:
      self.init(
        .unsupportedMedia, "the bytes are no image of a format that is read",
        remedy: "send PNG, JPEG, WebP, TIFF, GIF, BMP, DICOM or NIfTI")
    case .damaged(let format, let reason):
      self.init(
        .badRequest, "the \(format) is damaged (\(reason))", remedy: "send the whole file")
    case .tooLarge(let width, let height, let limits):
      self.init(
        .tooLarge,
        "\(width) × \(height) pixels is above the limit of \(limits.side) a side and \(limits.pixels) in all",
        remedy: "send a smaller picture")
    case .unsupported(let format, let finding):
      self.init(
        .unsupportedMedia, "\(format) with \(finding) is not read",
        remedy: "send 8-bit RGB or grey as PNG or JPEG")
    case .lossyMask(let format):
      self.init(
        .unsupportedMedia, "\(format) keeps no values of a mask exactly", remedy: "send it as PNG")
    case .missingFrame, .transparent, .encoding:
      self.init(.badRequest, "\(error)", remedy: "send another file")
    }
  }

  /// Nil for what is the service's trouble and no client's business, as is where the store lies.
  private init?(_ error: StoreError, in store: StoreAddress) {
    switch error {
    case .refused(let subject, let finding, let remedy):
      self.init(
        .badRequest, "\(subject): \(finding)".replacing("\(store)", with: "the store"),
        remedy: remedy.replacing("\(store)", with: "STORE"))
    case .busy:
      self.init(
        .overloaded, "another program is writing to the store", remedy: "ask again in a second")
    case .server:
      self.init(
        .overloaded, "the server that has the store does not answer", remedy: "ask again later")
    case .missing, .notAStore, .damaged, .unwritable: return nil
    }
  }

  /// - Returns: an internal error for what is not the client's fault; the log has its cause.
  static func because(of error: any Error, in store: StoreAddress) -> RequestProblem {
    switch error {
    case let problem as RequestProblem: problem
    case let error as ImageError: RequestProblem(error)
    case let error as StoreError: RequestProblem(error, in: store) ?? .broken
    default: .broken
    }
  }

  static let broken = RequestProblem(
    .broken, "the service failed to answer", remedy: "look into its log for the reason")
}
