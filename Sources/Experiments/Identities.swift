import Analyses
import Datasets
import Embeddings

/// The names by which a run's record tells images, groups and texts apart.
struct Identities {
  /// What a name is of.
  enum Kind: String {
    case image = "id"
    case group
    case text
  }

  /// A name that is of several kinds is of the first.
  private(set) var kinds: [String: Kind] = [:]

  init(of record: RunRecord) {
    for column in record.dataset.columns where column.name == "group" {
      add(column.values.map(\.name), .group)
    }
    add(record.pictures.map(\.sample) + record.dataset.unreadable.map(\.path), .image)
    collect(record.results)
  }

  private mutating func add(_ names: [String], _ kind: Kind) {
    for name in names where !name.isEmpty && kinds[name] == nil { kinds[name] = kind }
  }

  /// Descends into whatever may hold a name.
  private mutating func collect(_ value: Any) {
    switch value {
    case is [Double], is [Float], is [Int], is [[Double]], is String: return
    case let id as SampleID:
      if case .name(let name) = id { add([name], .image) }
      return
    case let item as GridItem: add([item.id], .image)
    case let example as MadeMaskExample: add([example.id], .image)
    case let image as ScoredImage: add([image.id], .image)
    case let example as SegmentationExample: add([example.id], .image)
    case let file as UnreadableFile: add([file.path], .image)
    case let pair as EvidencePair: add(pair.groups ?? [], .group)
    case let shared as SharedGroup: add([shared.group], .group)
    case let stray as StrayImage: add([stray.group], .group)
    case let item as WitnessedItem: add([item.unit].compactMap(\.self), .group)
    case let shift as ShiftResult: add(shift.excludedUnits, .group)
    case let sites as SitesResult: add(sites.sharedUnits, .group)
    case let table as SimilarityTable: add(table.texts, .text)
    case let example as FalseNegatives.Example: add([example.textA, example.textB], .text)
    default: break
    }
    for child in Mirror(reflecting: value).children { collect(child.value) }
  }
}
