import Analyses
import ArgumentParser
import Datasets
import Embeddings
import Experiments
import Foundation

struct EncodersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "encoders",
    abstract: "Compare encoders by what their embeddings of the same items can be used for.",
    discussion: """
      Give images and the encoders to embed them with, or one file of vectors an encoder. Vectors are \
      joined by id where they have ids (NAME.ids.txt beside NAME.npy, or a column of a table), else row \
      by row; --labels and --units belong to the rows of the first file.

      With labels known, every encoder has the same tasks on the same items: k-nearest-neighbour votes, \
      a linear probe, and retrieval of items with the same label. Items of one unit (patient) never \
      foretell one another. Encoders that share a letter cannot be told apart: differences are tested by \
      a paired bootstrap over units, corrected over all pairs (Holm). With --series the encoders are \
      checkpoints of one training. See the documentation page Encoders.

      EXAMPLES
        semblance encoders old.npy new.npy --labels labels.txt --json encoders.json
        semblance encoders photos/ --encoder efficientnet-lite0,pixels-32 --figures figures/
        semblance encoders photos/ --encoder efficientnet-lite0 --encoder vit-s14 --robustness --cost
        semblance encoders epoch-1.npy epoch-5.npy epoch-20.npy --labels labels.txt --series
        semblance encoders a.npy b.npy --labels labels.txt --units patients.txt \\
          --neighbors 1,20 --no-probe --sort-by knn_20_balanced_accuracy --csv scores.csv
      """)

  @Argument(
    help: "Images: a folder, table, archive, dataset.yaml …; or vectors, one file an encoder.",
    completion: .file())
  var files: [String]

  @Option(
    name: .long,
    help: "File with the label of each row, one a line; an empty line where there is none.",
    completion: .file())
  var labels: String?

  @Option(
    name: .long, help: "File with the unit of each row, e.g. its patient, one a line.",
    completion: .file())
  var units: String?

  @OptionGroup var question: EncoderQuestionOptions
  @OptionGroup var inputs: InputOptions
  @OptionGroup var outputs: OutputOptions
  @OptionGroup var figures: ResultFigureOptions

  @Option(
    name: .long, help: "Write every number of every encoder as a table.",
    completion: .file(extensions: ["csv"]))
  var csv: String?

  func validate() throws {
    guard files.contains(where: { !ItemLoader.holdsVectors($0) }) else {
      let repeated = files.indices.first { files[..<$0].contains(files[$0]) }
      guard let repeated else { return }
      throw ValidationError("\(files[repeated]) is named twice; name each encoder once")
    }
    guard files.count == 1 else {
      throw ValidationError(
        "give one set of images with --encoder, or files of vectors only; "
          + "\(files.filter { !ItemLoader.holdsVectors($0) }[0]) holds no vectors")
    }
  }

  func run() async throws {
    try outputs.check()
    try figures.check()
    if let csv { try WholeFile.check(URL(filePath: csv)) }
    let (result, loaded) =
      ItemLoader.holdsVectors(files[0]) ? try await ofVectors() : try await ofImages()
    try await outputs.write(result, of: loaded)
    if let csv {
      try WholeFile.write(DelimitedText.text(of: result.cells), to: URL(filePath: csv))
    }
    Terminal.warn(result.warnings)
    Terminal.show(result)
    try figures.write(.encoders(result), of: loaded)
  }

  private func ofVectors() async throws -> (EncoderComparisonResult, [LoadedItems]) {
    if let asked = question.ofImages {
      throw ValidationError("\(asked) needs images, and \(files[0]) holds vectors")
    }
    let loaded = try await inputs.loadVectors(files)
    let views = try zip(names, loaded).enumerated().map { place, view in
      let items = view.1.items
      return EncoderView(
        name: view.0, items: place == 0 ? try items.labelled(from: labels, units: units) : items)
    }
    guard views.count > 1 || views[0].items.knownLabels.contains(where: { $0 != nil }) else {
      throw ValidationError(
        "one encoder without labels leaves nothing to compare; name another file, or --labels")
    }
    let (plan, seed) = (try question.plan, question.seed)
    let result = try await inputs.follow("encoders") { progress in
      try compareEncoders(views, plan: plan, seed: seed, progress: progress)
    }
    return (result, loaded)
  }

  /// Of files without their endings, where these tell them apart.
  private var names: [String] {
    let short = files.map { URL(filePath: $0).deletingPathExtension().lastPathComponent }
    return Set(short).count == short.count ? short : files
  }

  private func ofImages() async throws -> (EncoderComparisonResult, [LoadedItems]) {
    let encoders = try inputs.encoders()
    guard !encoders.isEmpty else {
      throw ValidationError(
        "name the encoders to compare, as --encoder efficientnet-lite0,pixels-32")
    }
    let seen = try await inputs.loadImages(files[0], by: encoders)
    let items = seen[0].inputs[0].items
    let result = try await inputs.loader(by: nil).compare(
      seen, plan: try question.plan,
      labels: try labels.map { try TextColumn.readWithGaps($0, count: items.count) },
      units: try units.map { try TextColumn.read($0, count: items.count) }, seed: question.seed)
    return (result, seen[0].inputs)
  }
}

extension EmbeddedItems {
  /// The same items with labels and units from files, one a line; as they are without a file.
  fileprivate func labelled(from labels: String?, units: String?) throws -> EmbeddedItems {
    let items = try labelled(from: labels)
    guard let units else { return items }
    return items.with(units: try TextColumn.read(units, count: count))
  }
}

extension InputOptions {
  /// Vectors of any encoders, whose cosines nobody compares.
  fileprivate func loadVectors(_ paths: [String]) async throws -> [LoadedItems] {
    try checkUse(for: paths)
    try requireLinearAlgebra()
    let loader = try loader(by: nil)
    var loaded: [LoadedItems] = []
    for path in paths { loaded.append(try await loader.items(at: path)) }
    return loaded
  }

  /// Images as several encoders see them; unreadable files are listed on standard error.
  fileprivate func loadImages(
    _ path: String, by encoders: [String]
  ) async throws -> [EncodedInputs] {
    try requireLinearAlgebra()
    let seen = try await loader(by: nil).images(at: [path], by: encoders)
    for items in seen[0].inputs { Terminal.list(unreadable: items.unreadable) }
    return seen
  }
}
