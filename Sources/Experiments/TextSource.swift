public import Analyses
import Datasets
public import Embeddings
public import Foundation
public import LinearAlgebra
import Statistics

/// Where the texts of images come from, and what makes vectors of them.
public struct TextSource: Sendable {
  /// A file with the text of each image, one a line; nil takes the captions of the set.
  public var captions: String?
  /// Name of a text encoder.
  public var encoder: String
  /// A file with the vector of each text, in place of encoding them; row i belongs to image i.
  public var vectors: String?
  /// What is found in each image: a table by id, or columns of the set.
  public var findings: FindingSource?

  public init(encoder: String) { self.encoder = encoder }
}

public enum FindingSource: Sendable {
  case table(URL)
  case columns([String])
}

extension ItemLoader {
  /// Images with their texts, both embedded.
  ///
  /// - Throws: `SettingsError` for a list of another length, an unknown text encoder or findings that do not
  ///   fit; what encoding throws; `AnalysisError` where too few images have a text.
  public func captioned(
    _ loaded: LoadedItems, by source: TextSource
  ) async throws -> CaptionedItems {
    let items = loaded.items
    var captions = loaded.samples?.map(\.caption) ?? items.columns["caption"]
    if let file = source.captions {
      captions = try TextColumn.readWithGaps(file, count: items.count)
    }
    let findings = try source.findings.map { try $0.findings(of: items) }
    if let file = source.vectors { return try given(items, captions, findings, file) }
    guard let captions, !CaptionedItems.captioned(captions).isEmpty else {
      throw SettingsError.missingCaptions(items: items.name)
    }
    return try await TextEncoding(catalog: catalog, progress: progress)
      .captioned(items, captions, findings, by: catalog.textEncoder(named: source.encoder))
  }

  /// Texts whose vectors were computed elsewhere; without words, equal vectors are equal texts.
  private func given(
    _ items: EmbeddedItems, _ captions: [String?]?, _ findings: [Set<Int>]?, _ file: String
  ) throws -> CaptionedItems {
    let found = try ImportedVectors.read(URL(filePath: file), collection: nil)
    guard found.vectors.count == items.count else {
      throw SettingsError.wrongValue(
        place: file, found: "\(found.vectors.count) vectors",
        expected: "one for the text of each of \(items.count) images")
    }
    let words = captions ?? found.vectors.namedByContent
    let rows = CaptionedItems.captioned(words)
    // Only directions count, and doubles may lie beyond what floats hold.
    let vectors = UnitRows(found.vectors.selecting(rows: rows).doubles).unit(0..<rows.count)
    let name = URL(filePath: file).lastPathComponent
    return try CaptionedItems(
      items, captions: words, vectors: vectors, findings: findings,
      textEncoder: EncoderID(name: name, weights: nil, preprocessing: "as given", runtime: nil),
      fit: TextFit(texts: rows.count), temperature: nil)
  }

  /// Of the images that are loaded.
  public var encoderName: String { encoder }

  /// The text encoder of a name, opened and tried.
  public func textEncoder(named name: String) async throws -> any TextEncoder {
    try await catalog.textEncoder(named: name)
  }

  /// Shape (texts.count, dimension of the text encoder).
  public func textVectors(_ texts: [String], by encoder: any TextEncoder) async throws -> Matrix<
    Float
  > {
    try await TextEncoding(catalog: catalog, progress: progress).encode(texts, by: encoder)
  }

  /// Vectors of prompts, and of so many draws of the same prompts about nothing.
  public func promptVectors(
    _ prompts: PromptSet, by encoder: any TextEncoder, nonsense: Int, seed: UInt64
  ) async throws -> PromptVectors {
    try await TextEncoding(catalog: catalog, progress: progress)
      .vectors(of: prompts, by: encoder, nonsense: nonsense, seed: seed)
  }
}

/// Encodes texts and says how far it is.
struct TextEncoding {
  let catalog: Catalog
  let progress: ProgressHandler

  func captioned(
    _ items: EmbeddedItems, _ captions: [String?], _ findings: [Set<Int>]?,
    by encoder: any TextEncoder
  ) async throws -> CaptionedItems {
    let texts = CaptionedItems.captioned(captions).map { captions[$0] ?? "" }
    let vectors = try await encode(texts, by: encoder)
    return try CaptionedItems(
      items, captions: captions, vectors: vectors, findings: findings, textEncoder: encoder.id,
      fit: TextFit(of: texts, by: encoder), temperature: encoder.temperature)
  }

  func vectors(
    of prompts: PromptSet, by encoder: any TextEncoder, nonsense: Int, seed: UInt64
  ) async throws -> PromptVectors {
    let draws = (0..<nonsense).map { prompts.nonsenseWords($0, seed: seed) }
    let renamed = draws.compactMap { words in prompts.renamed(to: words).map { (words, $0) } }
    let sets = [prompts] + renamed.map(\.1)
    let all = try await encode(
      sets.flatMap(\.classes).flatMap(\.prompts), by: encoder)
    var next = 0
    let classes = sets.map { set in
      set.classes.map { item in
        defer { next += item.prompts.count }
        return all.selecting(rows: next..<(next + item.prompts.count))
      }
    }
    return PromptVectors(
      classes: classes[0],
      nonsense: zip(renamed, classes.dropFirst()).map { .init(words: $0.0, classes: $1) },
      fit: TextFit(of: prompts.classes.flatMap(\.prompts), by: encoder))
  }

  func encode(
    _ texts: [String], by encoder: any TextEncoder
  ) async throws -> Matrix<Float> {
    let phase = Phase.embed(encoder: encoder.id.name)
    progress(.started(phase))
    let vectors = try await catalog.pass(with: encoder).vectors(of: texts) { done, total in
      progress(.advanced(phase, done: done, total: total))
    }
    progress(
      .finished(phase, summary: "\(vectors.rows) texts, vectors of \(vectors.columns) numbers"))
    return vectors
  }
}

extension SettingsError {
  static func missingCaptions(items: String) -> SettingsError {
    .wrongValue(
      place: items, found: "no image with a caption",
      expected:
        "a column `caption`, texts beside pictures (--caption-files, or `captions: beside` in a "
        + "dataset.yaml), or a file with one a line (--captions)")
  }
}

extension Vectors {
  /// "text of row 3" for each, by the first row that equals it.
  fileprivate var namedByContent: [String?] {
    let numbers = doubles
    var first: [[UInt64]: Int] = [:]
    return (0..<count).map { row in
      let bits = numbers.row(row).map(\.bitPattern)
      let place = first[bits] ?? row
      first[bits] = place
      return "text of row \(place + 1)"
    }
  }
}
