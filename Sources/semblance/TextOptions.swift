import Analyses
import ArgumentParser
import Experiments
import Foundation

/// What makes vectors of texts, and how they come into the space of images.
struct TextEncoderOptions: ParsableArguments {
  @Option(
    name: .long,
    help: """
      Encoder for texts: a model (semblance models list). (default: that of the image encoder's name where \
      there is one, else minilm-l6)
      """,
    completion: .list(Catalog.textEncoderNames))
  var textEncoder: String?

  /// The name that stands where none was given.
  func name(beside encoder: String?) throws -> String {
    if let textEncoder { return textEncoder }
    return try ModelLibrary(.current()).textEncoder(beside: encoder)
  }
}

/// How vectors of images and of texts come into one space.
struct AlignmentOptions: ParsableArguments {
  @Option(
    name: .long, help: "Maps of `semblance text align`, where the encoders share no space.",
    completion: .file(extensions: ["json"]))
  var alignment: String?

  @Flag(name: .long, help: "The vectors are of one space, whatever their encoders are called.")
  var shared = false

  func validate() throws {
    if let alignment, !alignment.lowercased().hasSuffix(".json") {
      throw ValidationError("--alignment \(alignment) is no .json file of `semblance text align`")
    }
    guard alignment == nil || !shared else {
      throw ValidationError("--alignment and --shared exclude each other; give one")
    }
  }

  /// Nil where a space is shared.
  var file: URL? { alignment.map { URL(filePath: $0) } }

  /// Before any work.
  func checkFile() throws { if let file { _ = try AlignmentFile.read(file) } }

  /// - Parameter images: the encoder of the images; nil where nobody says.
  /// - Throws: `ValidationError` where nobody says how the two come together.
  func check(images: String?, texts: String, remedy: String = "") throws {
    guard alignment == nil, !shared, images != texts else { return }
    throw ValidationError(
      "\(images ?? "the images") and \(texts) share no space; name maps that `semblance text align` "
        + "fitted (--alignment)\(remedy), or say that they do share it (--shared)")
  }
}

/// Which text belongs to which image.
struct PairOptions: ParsableArguments {
  @Option(
    name: .long,
    help: """
      File with the text of each image, one a line in the order of `semblance embed`'s .ids.txt; an empty line \
      where there is none. (default: captions of \
      the set)
      """,
    completion: .file())
  var captions: String?

  @Option(
    name: .long,
    help: "Vectors of the texts, one an image, in place of encoding them: .npy, .npz, .csv …",
    completion: .file())
  var textVectors: String?

  @Option(
    name: .long,
    help: """
      What is found in each image, several at once: a CSV by id with columns of 1, 0 or -1; or columns of the \
      set, separated by commas.
      """,
    completion: .file(extensions: ["csv"]))
  var findings: String?

  /// Opens the text encoder, unless vectors are given, before any image is read.
  func check(_ encoder: String, _ inputs: InputOptions) async throws {
    guard textVectors == nil else { return }
    _ = try await inputs.loader().textEncoder(named: encoder)
  }

  func source(_ encoder: String) -> TextSource {
    var source = TextSource(encoder: encoder)
    source.captions = captions
    source.vectors = textVectors
    source.findings = findings.map { text in
      let isTable = ["csv", "tsv"].contains(URL(filePath: text).pathExtension.lowercased())
      return isTable
        ? .table(URL(filePath: text))
        : .columns(text.split(separator: ",").map(String.init))
    }
    return source
  }
}

/// How pairs are judged.
struct PairMeasureOptions: ParsableArguments {
  @Option(name: .long, help: "k of recall at k, from 1 to 20, separated by commas.")
  var ranks = "1,5,10"

  @Option(
    name: .long,
    help:
      "What cosines are divided by where they become probabilities. (default: the text encoder's, or 0.07)"
  )
  var temperature: Double?

  @Option(name: .long, help: "Pairs of a batch of losses.")
  var batch = 64

  @Option(name: .long, help: "Cosine of text vectors from which two texts say the same.")
  var sameText = 0.9

  @Option(name: .long, help: "Resamples behind each interval.")
  var resamples = 999

  @Option(name: .long, help: "Seed of splits, resamples and batches.")
  var seed: UInt64 = 2_026

  func validate() throws {
    _ = try numbers()
    if let temperature { try Check.positive("--temperature", temperature) }
    guard (1e-6...1).contains(sameText) else {
      throw ValidationError("--same-text \(sameText) is no cosine above 0, to 1")
    }
    guard (2...10_000).contains(batch) else {
      throw ValidationError("--batch \(batch) is not from 2 to 10,000")
    }
    try Check.atLeastOne("--resamples", resamples)
  }

  private func numbers() throws -> [Int] {
    let numbers = ranks.split(separator: ",").map { Int($0) ?? 0 }
    guard !numbers.isEmpty, Set(numbers).count == numbers.count,
      numbers.allSatisfy({ (1...20).contains($0) })
    else {
      throw ValidationError("--ranks \(ranks) are not different numbers from 1 to 20, as 1,5,10")
    }
    return numbers.sorted()
  }

  func plan(_ textEncoder: String, _ alignment: AlignmentChoice) throws -> ImageTextPlan {
    var plan = ImageTextPlan(textEncoder: textEncoder, alignment: alignment)
    plan.ranks = try numbers()
    plan.temperature = temperature
    (plan.batch, plan.sameText, plan.resamples) = (batch, sameText, resamples)
    return plan
  }
}
