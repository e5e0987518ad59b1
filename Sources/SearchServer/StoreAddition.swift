import Foundation
import Images
import VectorStore

/// An item on its way into the store.
struct StoreAddition: Sendable {
  let new: NewItem
  let pixels: ContentDigest
  let thumbnail: [UInt8]?
  let mask: ItemMask?
  /// Whether it may take the place of another picture.
  let replaces: Bool
}

/// Two of what is to be added at once have one id.
private struct RepeatedID: Error {}

extension StoreAddition {
  /// Another picture takes an item's place only where that is said.
  fileprivate func require(_ before: StoredItem?) throws(RequestProblem) {
    guard !replaces, let known = before?.pixels, known != pixels.hex else { return }
    throw RequestProblem(
      .conflict, "another picture has that id",
      remedy: "choose another id, or give replace=true")
  }
}

extension ReadableStore {
  /// Adds items in one step, or each by itself where one of them is refused. The store is locked only
  /// meanwhile, so that other programs can write to it too.
  func added(_ additions: [StoreAddition]) async -> [Result<AdditionAnswer, any Error>] {
    do {
      // Which of two pictures of one id comes first is told from which is there when the other comes.
      guard Set(additions.map(\.new.item.id)).count == additions.count else { throw RepeatedID() }
      return try await addedAtOnce(additions).map { .success($0) }
    } catch {
      guard additions.count > 1 else { return additions.map { _ in .failure(error) } }
      var answers: [Result<AdditionAnswer, any Error>] = []
      for addition in additions { answers += await added([addition]) }
      return answers
    }
  }

  private func addedAtOnce(_ additions: [StoreAddition]) async throws -> [AdditionAnswer] {
    // From here on no other process writes to the folder.
    let writer = try await address.writer()
    var before: [StoredItem?] = []
    for addition in additions {
      before.append(try await item(addition.new.item.id))
      try addition.require(before.last ?? nil)
    }
    let masks = additions.compactMap(\.mask)
    try await writer.append(additions.map(\.new))
    try await writer.append(
      thumbnails: Dictionary(
        additions.compactMap { addition in addition.thumbnail.map { (addition.pixels, $0) } },
        uniquingKeysWith: { first, _ in first }))
    let known = try await writer.masks(
      of: masks.map(\.item), by: MaskMethodName.truth)
    if !masks.isEmpty { try await writer.append(masks: masks) }
    var answers: [AdditionAnswer] = []
    for (addition, before) in zip(additions, before) {
      guard let item = try await item(addition.new.item.id) else { throw CancellationError() }
      let isAsBefore =
        before == item && addition.mask.map { known[$0.item] == $0.digest } ?? true
      answers.append(
        AdditionAnswer(
          outcome: before == nil ? .added : isAsBefore ? .unchanged : .changed, item: item,
          encoders: addition.new.vectors.keys.sorted()))
    }
    return answers
  }
}
