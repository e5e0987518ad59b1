import CTurboJPEG

extension Image {
  /// Encoded as a JPEG and decoded again, as by Pillow: colour at half resolution both ways, accurate
  /// cosine transform.
  ///
  /// - Precondition: 1 ≤ quality ≤ 100.
  /// - Throws: `ImageError` for a side above 65,500 pixels.
  public func recompressed(jpegQuality quality: Int) throws(ImageError) -> Image {
    try JPEGCodec.decode(try encodedJPEG(quality: quality), .standard).image
  }

  /// As a JPEG file; the same picture gives the same bytes.
  ///
  /// - Precondition: 1 ≤ quality ≤ 100.
  public func encodedJPEG(quality: Int) throws(ImageError) -> [UInt8] {
    precondition((1...100).contains(quality), "JPEG quality \(quality)")
    return try JPEGEncoder().encode(self, quality: quality)
  }
}

/// A turbojpeg handle, born and freed here.
@safe private struct JPEGEncoder: ~Copyable {
  private let handle: tjhandle

  init() throws(ImageError) {
    guard let handle = unsafe tjInitCompress() else {
      throw .encoding(reason: "the JPEG encoder could not be started")
    }
    unsafe self.handle = handle
  }

  deinit {
    _ = unsafe tjDestroy(handle)
  }

  /// Into room for the largest file that can come out, so that the library allocates nothing.
  func encode(_ image: Image, quality: Int) throws(ImageError) -> [UInt8] {
    let isGrey = image.channels == 1
    let sampling = Int32((isGrey ? TJSAMP_GRAY : TJSAMP_420).rawValue)
    let format = Int32((isGrey ? TJPF_GRAY : TJPF_RGB).rawValue)
    var size = tjBufSize(Int32(image.width), Int32(image.height), sampling)
    var bytes = [UInt8](repeating: 0, count: Int(clamping: size))
    let status = unsafe bytes.withUnsafeMutableBufferPointer { buffer in
      var place = buffer.baseAddress
      return unsafe tjCompress2(
        handle, image.samples, Int32(image.width), 0, Int32(image.height), format, &place, &size,
        sampling, Int32(quality), TJFLAG_ACCURATEDCT | TJFLAG_NOREALLOC)
    }
    guard status == 0 else { throw .encoding(reason: problem()) }
    return Array(bytes.prefix(Int(size)))
  }

  private func problem() -> String {
    unsafe tjGetErrorStr2(handle).map { unsafe String(cString: $0) } ?? "no reason given"
  }
}
