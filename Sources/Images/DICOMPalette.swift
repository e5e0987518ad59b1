/// The three tables of a PALETTE COLOR picture.
struct DICOMPalette {
  private let channels: [DICOMLookupTable]
  /// From entries to 8 bits: some files declare 16 bits and fill 8.
  private let shift: Int

  init(_ dataset: borrowing DICOMDataset, isSigned: Bool) throws(ImageError) {
    var channels: [DICOMLookupTable] = []
    for channel in 0..<3 { channels.append(try Self.table(channel, dataset, isSigned: isSigned)) }
    self.channels = channels
    let isDeep = channels.contains { $0.entries.contains { $0 > 255 } }
    shift = isDeep ? channels[0].bits - 8 : 0
  }

  func rgb(_ samples: StoredSamples) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(3 * samples.count)
    for index in 0..<samples.count {
      let sample = samples[index]
      for table in channels {
        result.append(UInt8(truncatingIfNeeded: table[sample] >> shift))
      }
    }
    return result
  }

  private static func table(
    _ channel: Int, _ dataset: borrowing DICOMDataset, isSigned: Bool
  ) throws(ImageError) -> DICOMLookupTable {
    let descriptor = DICOMTag.paletteDescriptors[channel]
    if let table = try DICOMLookupTable(
      dataset, descriptor: descriptor, data: DICOMTag.palettes[channel], at: .dataset,
      isSigned: isSigned)
    {
      return table
    }
    if let table = try DICOMLookupTable(
      dataset, segments: DICOMTag.segmentedPalettes[channel], descriptor: descriptor,
      isSigned: isSigned)
    {
      return table
    }
    throw .damaged(format: "DICOM", reason: "its palette is missing")
  }
}
