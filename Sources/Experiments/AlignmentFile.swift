public import Analyses
public import Embeddings
public import Foundation
import Images
import LinearAlgebra
public import Statistics

/// Maps between the spaces of two encoders, as a JSON file keeps them.
public struct AlignmentFile: Sendable, Codable {
  static let currentFormat = 4

  let format: Int
  public let images: Side
  public let texts: Side
  public let study: AlignmentStudy
  /// The first 16 digits of SHA-256 of what tells each image that the maps were fitted on, ascending: of its
  /// pixels, or of its vector and its name where these are not known.
  let fittedOn: [String]
  /// The same of their units.
  let fittedUnits: [String]
  /// The same of their texts.
  let fittedTexts: [String]
  let seed: UInt64
  let program: String

  /// Images that maps were not fitted on, nor on others of their unit.
  struct UnseenPlaces {
    let places: [Int]
    /// Images that the maps were fitted on.
    let fittedOn: Int
    /// Others of a unit by whose name some of these go.
    let ofTheirUnits: Int
  }

  /// How vectors of one encoder get into the common space.
  public struct Side: Sendable, Codable {
    public let encoder: EncoderID?
    let rows: Int
    let columns: Int
    /// Numbers of 8 bytes, little-endian, in base64.
    let mean: Data
    let map: Data
  }

  /// - Parameters:
  ///   - items: that the maps were fitted on.
  ///   - captions: of these.
  public init(
    _ alignment: LinearAlignment, _ study: AlignmentStudy, encoders: (EncoderID?, EncoderID?),
    fittedOn items: EmbeddedItems, _ captions: [String], seed: UInt64
  ) {
    format = Self.currentFormat
    images = Side(alignment.images, encoders.0)
    texts = Side(alignment.texts, encoders.1)
    (self.study, self.seed, program) = (study, seed, Program.version)
    fittedOn = Set(Self.marks(of: items).joined()).sorted()
    fittedUnits = Set((items.units ?? []).map(Self.digest)).sorted()
    fittedTexts = Set(captions.map(Self.digest)).sorted()
  }

  /// Which images may judge the maps.
  func unseen(of items: EmbeddedItems) -> UnseenPlaces {
    let (known, units) = (Set(fittedOn), Set(fittedUnits))
    let marks = Self.marks(of: items)
    let others = items.ids.indices.filter { known.isDisjoint(with: marks[$0]) }
    let unseen = items.units.map { names in
      others.filter { !units.contains(Self.digest(names[$0])) }
    }
    return UnseenPlaces(
      places: unseen ?? others, fittedOn: items.count - others.count,
      ofTheirUnits: others.count - (unseen ?? others).count)
  }

  /// How many of the texts are those of pairs that the maps were fitted on.
  func seen(_ texts: [String]) -> Int {
    let known = Set(fittedTexts)
    return texts.count { known.contains(Self.digest($0)) }
  }

  /// What each image is known by. The number of a row says nothing: other vectors have it as well.
  private static func marks(of items: EmbeddedItems) -> [[String]] {
    items.ids.indices.map { place in
      if let digests = items.digests { return [digest("pixels \(digests[place].pixels)")] }
      let numbers = items.vectors.floats(place..<(place + 1)).elements
      let vector = digest("vector \(numbers.map { String($0.bitPattern, radix: 16) })")
      guard case .name(let name) = items.ids[place] else { return [vector] }
      return [vector, digest("name \(name)")]
    }
  }

  private static func digest(_ id: String) -> String {
    String(ContentDigest(sha256Of: Data(id.utf8)).hex.prefix(16))
  }

  /// - Throws: `EmbeddingError.unwritable`.
  public func write(to url: URL) throws { try WholeFile.write(try RunJSON.pretty(self), to: url) }

  private static let remedy = "name a file that `semblance text align` wrote"
  private static let largest = 1 << 30

  private struct Format: Decodable {
    let format: Int
  }

  /// - Throws: `SettingsError` for a file that holds no maps, or of another format.
  public static func read(_ url: URL) throws(SettingsError) -> AlignmentFile {
    let data: Data
    do {
      let values = try url.resourceValues(forKeys: [.fileSizeKey, .isRegularFileKey])
      guard values.isRegularFile == true, values.fileSize ?? 0 <= largest else {
        throw SettingsError.unreadable(
          file: url.path, reason: "not a file of at most 1 GiB", remedy: remedy)
      }
      data = try Data(contentsOf: url)
    } catch let error as SettingsError {
      throw error
    } catch {
      throw .unreadable(file: url.path, reason: reason(of: error), remedy: remedy)
    }
    // What is wrong with it matters less than what it ought to be.
    if let format = try? RunJSON.decode(Format.self, from: data).format, format != currentFormat {
      throw .unreadable(
        file: url.path,
        reason: "maps of format \(format), and this version reads format \(currentFormat)",
        remedy: "fit them again by `semblance text align`")
    }
    guard let file = try? RunJSON.decode(AlignmentFile.self, from: data) else {
      throw .unreadable(file: url.path, reason: "no maps of this format", remedy: remedy)
    }
    return file
  }

  /// - Parameters:
  ///   - encoders: of the vectors that are to be brought together; nil where nobody says.
  ///   - file: that it was read from, for errors.
  /// - Throws: `SettingsError` for other encoders, and where numbers are missing or not finite.
  public func alignment(
    for encoders: (images: EncoderID?, texts: EncoderID?), _ file: URL
  ) throws(SettingsError) -> LinearAlignment {
    for (known, found, option) in [
      (images.encoder, encoders.images, "--encoder"),
      (texts.encoder, encoders.texts, "--text-encoder"),
    ] {
      guard let known, let found, !found.givesVectors(like: known) else { continue }
      throw .wrongValue(
        place: file.path, found: "maps for vectors of \(known.name), and vectors of \(found.name)",
        expected: known.name == found.name
          ? "the weights and preprocessing that they were fitted for; fit them again"
          : "vectors of one encoder: add \(option) \(known.name), or fit maps for \(found.name)")
    }
    guard let images = images.side, let texts = texts.side,
      images.map.columns == texts.map.columns
    else {
      throw .unreadable(
        file: file.path, reason: "its numbers do not fit each other", remedy: Self.remedy)
    }
    return LinearAlignment(images: images, texts: texts)
  }
}

extension AlignmentFile.Side {
  fileprivate init(_ side: AlignedSide, _ encoder: EncoderID?) {
    self.encoder = encoder
    (rows, columns) = (side.map.rows, side.map.columns)
    (mean, map) = (side.mean.littleEndian, side.map.elements.littleEndian)
  }

  fileprivate var side: AlignedSide? {
    let (found, numbers) = (mean.doubles, map.doubles)
    guard rows > 0, columns > 0, found.count == rows,
      rows.multipliedReportingOverflow(by: columns) == (numbers.count, false),
      (found + numbers).allSatisfy(\.isFinite)
    else { return nil }
    return AlignedSide(
      mean: found, map: Matrix(rows: rows, columns: columns, elements: numbers))
  }
}

extension [Double] {
  fileprivate var littleEndian: Data {
    Data(
      flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value.bitPattern >> (8 * $0)) } })
  }
}

extension Data {
  fileprivate var doubles: [Double] {
    let bytes = [UInt8](self)
    return stride(from: 0, to: bytes.count - bytes.count % 8, by: 8).map { start in
      Double(
        bitPattern: (0..<8).reduce(0) { $0 | UInt64(bytes[start + $1]) << UInt64(8 * $1) })
    }
  }
}
