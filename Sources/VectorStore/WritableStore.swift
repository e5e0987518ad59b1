public import Embeddings
public import Images
public import Statistics

/// A store that is filled, wherever it lies.
///
/// What a call has returned from is on the disk, all of it; of a call that was cut off, all or nothing is.
public protocol WritableStore: Sendable {
  var address: StoreAddress { get }

  /// Names, in the order in which they came.
  var encoderNames: [String] { get async throws }

  /// Makes the store ready for the vectors of an encoder.
  ///
  /// - Throws: `StoreError.refused` where another encoder has that name, or the dimension is another.
  func add(_ id: EncoderID, dimension: Int) async throws

  /// Adds items, or changes those that have these ids: what is said of an item takes the place of
  /// what was said before, and what is not said stays. An item with another picture loses the vectors
  /// of the former. Vectors of one picture by one encoder are kept once.
  ///
  /// - Throws: `StoreError.refused` for a vector that is none: of another length, with a number that is
  ///   not finite, or neither zero nor of a length from 1e-15 to 1e15; for an item without id.
  @discardableResult
  func append(_ items: [NewItem]) async throws -> StoreWriter.Addition

  /// Adds small pictures, JPEG files each.
  func append(thumbnails: [ContentDigest: [UInt8]]) async throws

  /// Gives items their masks, in place of those that they had by the same method.
  ///
  /// - Returns: how many; those of items that are not there are left out.
  @discardableResult
  func append(masks: [ItemMask]) async throws -> Int

  /// Of items, the masks that they have by a method, by id.
  func masks(of ids: [String], by method: String) async throws -> [String: ContentDigest]

  /// Of pictures, those of which the store has no vector by an encoder; each once, in order.
  func lacking(_ pixels: [ContentDigest], by encoder: String) async throws -> [ContentDigest]

  /// Of pictures, those that have no thumbnail; each once, in order.
  func withoutThumbnail(_ pixels: [ContentDigest]) async throws -> [ContentDigest]

  /// Takes items out.
  @discardableResult
  func remove(_ ids: [String]) async throws -> StoreWriter.Removal

  /// Takes out the items for which a filter holds.
  ///
  /// - Returns: how many.
  /// - Throws: `StoreError.refused` for a column that no item has.
  @discardableResult
  func remove(where filter: ItemFilter) async throws -> Int

  /// Writes down what people decided, all steps or none; on the disk when this returns.
  ///
  /// - Throws: `StoreError.refused` for an id that no item has, an item paired with itself, and an empty
  ///   label.
  func review(_ steps: [ReviewStep]) async throws

  /// Part of the room for vectors that no item has any more, within [0, 1].
  var removedShare: Double { get async throws }

  /// Gives back the room of what was removed.
  func compact() async throws

  /// Builds the graph by which an encoder's vectors are searched, or brings it up to date.
  ///
  /// - Parameters:
  ///   - name: of the encoder.
  ///   - degree: links of a row, M ≥ 2; twice as many on the lowest level.
  ///   - width: rows in sight of the walk that looks for a row's neighbours, ≥ 1.
  ///   - startsAnew: whether a graph that is there is left aside; so it is where it was built otherwise.
  ///   - progress: is told of rows.
  @discardableResult
  func buildGraph(
    of name: String, degree: Int, width: Int, startingAnew startsAnew: Bool,
    progress: @escaping WorkProgress
  ) async throws -> StoreWriter.GraphFacts
}
