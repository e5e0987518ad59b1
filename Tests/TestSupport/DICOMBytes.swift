/// Small DICOM files, written attribute by attribute in explicit little-endian.
public struct DICOMBytes {
  private let patient: String?
  private let study: String
  private let institution: String?
  private let frames: Int
  private let declaredFrames: Int?
  private let value: UInt8
  private let hasPreamble: Bool

  /// - Parameters:
  ///   - declaredFrames: where the file says another number than it has.
  ///   - value: of the first pixel; each further one is 1 above the one before.
  public init(
    patient: String? = "P-4711", study: String = "1.2.3", institution: String? = "St Elsewhere",
    frames: Int = 1, declaredFrames: Int? = nil, value: UInt8 = 1, hasPreamble: Bool = true
  ) {
    (self.patient, self.study, self.institution) = (patient, study, institution)
    (self.frames, self.declaredFrames) = (frames, declaredFrames)
    (self.value, self.hasPreamble) = (value, hasPreamble)
  }

  public var bytes: [UInt8] {
    let meta = element(0x0002, 0x0010, "UI", padded("1.2.840.10008.1.2.1", with: 0))
    let preamble = Array(repeating: UInt8(0), count: 128) + Array("DICM".utf8)
    return (hasPreamble ? preamble + meta : []) + attributes.flatMap(\.self) + pixels
  }

  private var attributes: [[UInt8]] {
    [
      text(0x0008, 0x0060, "CS", "CT"),
      text(0x0008, 0x0070, "LO", "Acme"),
      institution.map { text(0x0008, 0x0080, "LO", $0) } ?? [],
      text(0x0010, 0x0010, "PN", "Muster^Erika"),
      patient.map { text(0x0010, 0x0020, "LO", $0) } ?? [],
      text(0x0018, 0x0015, "CS", "CHEST"),
      element(0x0020, 0x000D, "UI", padded(study, with: 0)),
      element(0x0020, 0x000E, "UI", padded(study + ".1", with: 0)),
      number(0x0028, 0x0002, 1), text(0x0028, 0x0004, "CS", "MONOCHROME2"),
      text(0x0028, 0x0008, "IS", "\(declaredFrames ?? frames)"),
      number(0x0028, 0x0010, 4), number(0x0028, 0x0011, 4), number(0x0028, 0x0100, 8),
      number(0x0028, 0x0101, 8), number(0x0028, 0x0102, 7), number(0x0028, 0x0103, 0),
    ]
  }

  private var pixels: [UInt8] {
    let samples = (0..<(16 * frames)).map { UInt8(truncatingIfNeeded: $0) &+ value }
    return [0xE0, 0x7F, 0x10, 0, 0x4F, 0x42, 0, 0] + little(samples.count, 4) + samples
  }

  private func text(_ group: Int, _ element: Int, _ kind: String, _ value: String) -> [UInt8] {
    self.element(group, element, kind, padded(value, with: 0x20))
  }

  private func number(_ group: Int, _ element: Int, _ value: Int) -> [UInt8] {
    self.element(group, element, "US", little(value, 2))
  }

  private func element(_ group: Int, _ element: Int, _ kind: String, _ value: [UInt8]) -> [UInt8] {
    little(group, 2) + little(element, 2) + Array(kind.utf8) + little(value.count, 2) + value
  }

  private func padded(_ text: String, with pad: UInt8) -> [UInt8] {
    Array(text.utf8) + (text.utf8.count % 2 == 1 ? [pad] : [])
  }

  private func little(_ value: Int, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
