public import Datasets
import Figures
import Images

/// A data set that was looked at as a whole.
public struct DatasetInspection: Sendable {
  public let dataset: Dataset
  public let profile: DatasetProfile

  /// Pictures on a sheet.
  private static let pictures = 48
  private static let pictureSide = 160

  /// Reads all that a path names; see `DatasetDescription.init(input:)`.
  ///
  /// - Throws: `SettingsError`, `DatasetError`, `CancellationError`.
  public init(
    input: String, settings: InputSettings, limit: DatasetLimit = .none,
    installation: Installation, progress: @escaping ProgressHandler
  ) async throws {
    let description = try DatasetDescription(
      input: input, settings: settings, installation: installation)
    let phase = Phase.inspect(dataset: description.name)
    progress(.started(phase))
    let dataset: Dataset
    let repeated: [ValueCount]
    do {
      (dataset, repeated) = try await Dataset.loadFirstOfEachID(
        name: description.name, from: description.source, decoding: description.decoding,
        limit: limit, seed: ExperimentPlan.standardSeed,
        facts: FactsCache(root: installation.factsCache)
      ) { done, total in progress(.advanced(phase, done: done, total: total)) }
    } catch let error as DatasetError {
      throw description.withRemedy(error)
    }
    progress(.finished(phase, summary: dataset.summary))
    self.dataset = dataset
    profile = DatasetProfile(dataset, repeatedIDs: repeated)
  }

  /// Pictures of all labels in turn, as a PNG; those of one colour and those that are there more than
  /// once have a frame.
  public func sheet() throws -> [UInt8] {
    let copies = Set(profile.identicalPixels.joined())
    let uniform = Set(profile.uniform)
    let cells = shown.map { sample in
      let name = sample.id.split(separator: "/").last.map(String.init)
      // A file that went away since it was read is a cell without a picture.
      return GridCell(
        image: try? sample.loadImage(dataset.decoding).image.fitting(Self.pictureSide).bitmap,
        caption: sample.label ?? name ?? "",
        frame: uniform.contains(sample.id)
          ? .conflict : copies.contains(sample.id) ? .highlight : .neutral)
    }
    let title = "\(dataset.name): \(cells.count) of \(dataset.samples.count) pictures"
    return try ImageGrid(title: title, columns: 6, cells: cells).figure().png()
  }

  /// Evenly spaced among those of each label, as many of each as fit.
  private var shown: [Sample] {
    let byLabel = Dictionary(grouping: dataset.samples) { $0.label ?? $0.site ?? $0.split ?? "" }
      .sorted { $0.key < $1.key }.map(\.value)
    var counts = byLabel.map { _ in 0 }
    var rest = min(Self.pictures, dataset.samples.count)
    while rest > 0 {
      for index in counts.indices where rest > 0 && counts[index] < byLabel[index].count {
        counts[index] += 1
        rest -= 1
      }
    }
    return zip(byLabel, counts).flatMap { samples, count in
      (0..<count).map { samples[$0 * samples.count / count] }
    }
  }
}
