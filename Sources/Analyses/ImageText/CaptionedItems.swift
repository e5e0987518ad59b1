public import Embeddings
public import LinearAlgebra
import Statistics

/// Images with a text each, both embedded.
public struct CaptionedItems: Sendable {
  /// The images that have a text, and a vector that is not zero.
  public let images: EmbeddedItems
  /// One an image, in order.
  public let texts: [String]
  /// Of the texts, each of length 1.
  let textRows: UnitRows
  /// Equal for equal texts, 0….
  let keys: [Int]
  /// Of each the findings that are there; nil where none were given.
  let findings: FindingSimilarity?
  /// Names of the text encoder, and how texts fitted it.
  public let textEncoder: EncoderID
  let fit: TextFit
  /// What the text encoder was trained to divide cosines by; nil where that is not known.
  let temperature: Double?
  /// Images that were left out for want of a text, and those whose vector was zero.
  let withoutText: Int
  let withoutDirection: Int

  /// - Parameters:
  ///   - items: all images.
  ///   - captions: one an image; blank ones are none.
  ///   - vectors: of the captions in their order, without those that are none.
  ///   - findings: of each image the numbers of what is there.
  /// - Throws: `AnalysisError` where fewer than two images have a text.
  public init(
    _ items: EmbeddedItems, captions: [String?], vectors: Matrix<Float>,
    findings: [Set<Int>]? = nil, textEncoder: EncoderID, fit: TextFit, temperature: Double?
  ) throws(AnalysisError) {
    let captioned = Self.captioned(captions)
    precondition(captions.count == items.count && vectors.rows == captioned.count)
    let all = UnitRows(vectors)
    let kept = captioned.indices.filter {
      !all.isZero($0) && !items.unitRows.isZero(captioned[$0])
    }
    let rows = kept.map { captioned[$0] }
    guard rows.count >= 2 else {
      throw .undefined(
        items: items.name,
        reason:
          "\(rows.count) images have a text and a vector that is not zero, where at least 2 are needed; add "
          + "captions")
    }
    images = items.selecting(rows, name: items.name)
    texts = rows.map { captions[$0] ?? "" }
    textRows = UnitRows(vectors.selecting(rows: kept))
    keys = numbered(texts)
    self.findings = findings.map { all in FindingSimilarity(rows.map { all[$0] }) }
    (self.textEncoder, self.fit, self.temperature) = (textEncoder, fit, temperature)
    withoutText = items.count - captioned.count
    withoutDirection = captioned.count - kept.count
  }

  private init(
    images: EmbeddedItems, texts: [String], textRows: UnitRows, keys: [Int],
    findings: FindingSimilarity?, of whole: CaptionedItems
  ) {
    (self.images, self.texts, self.textRows, self.keys) = (images, texts, textRows, keys)
    (self.findings, textEncoder) = (findings, whole.textEncoder)
    (fit, temperature) = (whole.fit, whole.temperature)
    (withoutText, withoutDirection) = (whole.withoutText, whole.withoutDirection)
  }

  /// Places of the captions that say something.
  public static func captioned(_ captions: [String?]) -> [Int] {
    captions.indices.filter { captions[$0].map(\.saysSomething) ?? false }
  }

  public var count: Int { texts.count }

  /// Some of them, in the order given.
  public func selecting(_ rows: [Int]) -> CaptionedItems {
    CaptionedItems(
      images: images.selecting(rows, name: images.name), texts: rows.map { texts[$0] },
      textRows: UnitRows(textRows.unit(0..<count).selecting(rows: rows)),
      keys: rows.map { keys[$0] }, findings: findings.map { $0.selecting(rows) }, of: self)
  }

  /// How alike two texts are by what was found, or by whether they have one label; nil where neither is
  /// known.
  func labelSimilarity(_ rows: [Int]) -> (matrix: Matrix<Double>, origin: LabelOrigin)? {
    if let findings { return (findings.matrix(rows), .findings) }
    guard let labels = images.labels else { return nil }
    let equal = rows.flatMap { i in rows.map { labels[i] == labels[$0] ? 1.0 : 0 } }
    return (Matrix(rows: rows.count, columns: rows.count, elements: equal), .labels)
  }
}

/// Where the similarity of labels comes from.
public enum LabelOrigin: String, Sendable, Codable {
  /// Columns of findings, several of which may be there.
  case findings
  /// One label an image: equal or not.
  case labels
}

extension String {
  /// Whether there is more than blanks and characters that cannot be seen.
  fileprivate var saysSomething: Bool {
    unicodeScalars.contains {
      !$0.properties.isWhitespace && ![.control, .format].contains($0.properties.generalCategory)
    }
  }
}
