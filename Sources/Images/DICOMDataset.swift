import CDICOM

/// The attributes and pixel data of a DICOM file in memory.
@safe struct DICOMDataset: ~Copyable {
  private let handle: OpaquePointer

  /// What a deflated data set may unpack to.
  private static let largestUnpacked = 1 << 30
  private static let longestText = 4096

  /// - Parameter isHeaderOnly: whether reading ends at the pixel data.
  init(_ bytes: [UInt8], isHeaderOnly: Bool = false) throws(ImageError) {
    var message = [CChar](repeating: 0, count: Int(CDICOM_MESSAGE))
    var opened: OpaquePointer?
    let status = unsafe cdicom_open(
      bytes, bytes.count, isHeaderOnly, Self.largestUnpacked, &opened, &message)
    guard status == CDICOM_DONE, let opened = unsafe opened else {
      throw Self.problem(status, message)
    }
    unsafe handle = opened
  }

  deinit {
    unsafe cdicom_close(handle)
  }

  /// UID, or "" when the file does not say.
  var transferSyntax: String { unsafe String(cString: cdicom_transfer_syntax(handle)) }

  func has(_ tag: DICOMTag) -> Bool {
    unsafe cdicom_has(handle, tag.number)
  }

  /// All values, parted by backslashes, without padding; nil without any.
  func text(_ tag: DICOMTag, at place: DICOMPlace = .dataset) -> String? {
    var text = [CChar](repeating: 0, count: Self.longestText)
    guard unsafe cdicom_text(handle, place.with(tag), &text, text.count) else { return nil }
    let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let trimmed = String(decoding: bytes, as: UTF8.self).split(separator: " ")
    return trimmed.isEmpty ? nil : trimmed.joined(separator: " ")
  }

  /// The first value of a numeric attribute.
  func number(_ tag: DICOMTag, at place: DICOMPlace = .dataset) -> Double? {
    numbers(tag, count: 1, at: place)?.first
  }

  /// The first `count` values; nil when there are fewer, or they are no finite numbers.
  func numbers(_ tag: DICOMTag, count: Int, at place: DICOMPlace = .dataset) -> [Double]? {
    var values = [Double](repeating: 0, count: count)
    let found = unsafe cdicom_numbers(handle, place.with(tag), &values, count)
    return found == count && values.allSatisfy(\.isFinite) ? values : nil
  }

  /// The first value as a whole number within what sizes and counts can be.
  func integer(_ tag: DICOMTag, at place: DICOMPlace = .dataset) -> Int? {
    number(tag, at: place).flatMap(Self.integer)
  }

  /// The first `count` values as whole numbers; nil when there are fewer, or other ones.
  func integers(_ tag: DICOMTag, count: Int, at place: DICOMPlace = .dataset) -> [Int]? {
    let found = numbers(tag, count: count, at: place)?.compactMap(Self.integer)
    return found?.count == count ? found : nil
  }

  /// What 32 bits can say, signed or not: a file may write any number as text.
  private static func integer(_ number: Double) -> Int? {
    Int(exactly: number).flatMap { (-1 << 31..<1 << 32).contains($0) ? $0 : nil }
  }

  /// The bytes of an attribute of 8- or 16-bit numbers, little-endian.
  func bytes(_ tag: DICOMTag, at place: DICOMPlace = .dataset) -> [UInt8]? {
    var size = 0
    guard let found = unsafe cdicom_bytes(handle, place.with(tag), &size) else { return nil }
    return unsafe Array(UnsafeBufferPointer(start: found, count: size))
  }

  /// The most frames that the pixel data can hold.
  func framesHeld(_ shape: cdicom_shape) -> Int {
    Int(clamping: unsafe cdicom_frames_held(handle, shape))
  }

  /// The stored samples of a frame, little-endian, and whether those of a pixel stand side by side
  /// whatever the planar configuration says.
  func frame(
    _ frame: Int, _ shape: cdicom_shape, size: Int
  ) throws(ImageError) -> (bytes: [UInt8], isInterleaved: Bool) {
    var message = [CChar](repeating: 0, count: Int(CDICOM_MESSAGE))
    var bytes = [UInt8](repeating: 0, count: size)
    var isInterleaved = false
    let status = unsafe cdicom_frame(
      handle, UInt32(frame), shape, &bytes, size, &isInterleaved, &message)
    guard status == CDICOM_DONE else { throw Self.problem(status, message) }
    return (bytes, isInterleaved)
  }

  private static func problem(_ status: cdicom_status, _ message: [CChar]) -> ImageError {
    let bytes = message.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let text = String(decoding: bytes, as: UTF8.self)
    return status == CDICOM_UNSUPPORTED
      ? .unsupported(format: "DICOM", finding: text) : .damaged(format: "DICOM", reason: text)
  }
}

/// Where an attribute is looked for.
enum DICOMPlace {
  case dataset
  /// In the first item of a sequence.
  case sequence(DICOMTag)
  /// In a macro of the functional groups of one frame, of all frames, then in the data set itself.
  case frame(Int, macro: DICOMTag)

  fileprivate func with(_ tag: DICOMTag) -> cdicom_place {
    switch self {
    case .dataset: cdicom_place(macro: 0, tag: tag.number, is_per_frame: false, frame: 0)
    case .sequence(let sequence):
      cdicom_place(macro: sequence.number, tag: tag.number, is_per_frame: false, frame: 0)
    case .frame(let frame, let macro):
      cdicom_place(
        macro: macro.number, tag: tag.number, is_per_frame: true, frame: UInt32(clamping: frame))
    }
  }
}
