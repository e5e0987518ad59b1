import Foundation
import GRDB

/// The tables of a store's database.
///
/// Whatever an answer depends on has a checksum beside it: SQLite looks after its own structure, and
/// after nothing that stands in it.
enum StoreSchema {
  /// Changes with the tables and with the layout of the files of vectors; a test holds the tables
  /// against it.
  static let format = 3
  /// "Smbl", in the database's head.
  static let applicationID = 0x536D_626C

  static let tables = """
    -- Reviews are the commits that only said what people decided, and changed no vector.
    CREATE TABLE state (commits INTEGER NOT NULL, reviews INTEGER NOT NULL) STRICT;
    INSERT INTO state VALUES (0, 0);

    CREATE TABLE encoders (
      number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, identity TEXT NOT NULL,
      dimension INTEGER NOT NULL, generation INTEGER NOT NULL, rows INTEGER NOT NULL,
      checksum INTEGER NOT NULL) STRICT;

    CREATE TABLE items (
      number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, pixels BLOB, width INTEGER,
      height INTEGER, split TEXT, label TEXT, site TEXT, "group" TEXT, attributes TEXT NOT NULL,
      checksum INTEGER NOT NULL) STRICT;
    CREATE INDEX items_pixels ON items(pixels) WHERE pixels IS NOT NULL;

    -- Items of one picture share a row.
    CREATE TABLE vectors (
      encoder INTEGER NOT NULL REFERENCES encoders, item INTEGER NOT NULL REFERENCES items,
      row INTEGER NOT NULL, checksum INTEGER NOT NULL,
      PRIMARY KEY (encoder, item)) STRICT, WITHOUT ROWID;
    CREATE INDEX vectors_row ON vectors(encoder, row);

    -- Rows of which no item is left.
    CREATE TABLE removed_rows (
      encoder INTEGER NOT NULL REFERENCES encoders, row INTEGER NOT NULL,
      PRIMARY KEY (encoder, row)) STRICT, WITHOUT ROWID;

    -- A graph is of the first rows of a generation; each new one has a file of its own.
    CREATE TABLE graphs (
      encoder INTEGER PRIMARY KEY REFERENCES encoders, generation INTEGER NOT NULL,
      version INTEGER NOT NULL, digest BLOB NOT NULL) STRICT;

    CREATE TABLE columns (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;

    CREATE TABLE thumbnails (
      pixels BLOB PRIMARY KEY, jpeg BLOB NOT NULL, checksum INTEGER NOT NULL) STRICT;

    -- Pictures of their own; what an item's mask is of another picture than the item's says nothing.
    CREATE TABLE masks (
      digest BLOB PRIMARY KEY, png BLOB NOT NULL, checksum INTEGER NOT NULL, runs TEXT) STRICT;
    CREATE TABLE item_masks (
      item INTEGER NOT NULL REFERENCES items ON DELETE CASCADE, method TEXT NOT NULL, pixels BLOB,
      mask BLOB NOT NULL REFERENCES masks, checksum INTEGER NOT NULL,
      PRIMARY KEY (item, method)) STRICT, WITHOUT ROWID;
    CREATE INDEX item_masks_mask ON item_masks(mask);

    -- What people decided. Of other pictures than those they saw it says nothing.
    CREATE TABLE accepted_pairs (
      a INTEGER NOT NULL REFERENCES items ON DELETE CASCADE,
      b INTEGER NOT NULL REFERENCES items ON DELETE CASCADE,
      a_pixels BLOB, b_pixels BLOB, checksum INTEGER NOT NULL,
      PRIMARY KEY (a, b)) STRICT, WITHOUT ROWID;
    CREATE INDEX accepted_pairs_b ON accepted_pairs(b);
    CREATE TABLE item_reviews (
      item INTEGER PRIMARY KEY REFERENCES items ON DELETE CASCADE, pixels BLOB,
      decision TEXT NOT NULL, checksum INTEGER NOT NULL) STRICT;
    CREATE TABLE accepted_labels (
      item INTEGER PRIMARY KEY REFERENCES items ON DELETE CASCADE, label TEXT NOT NULL,
      former TEXT, checksum INTEGER NOT NULL) STRICT;
    """

  static func create(_ database: Database) throws {
    try database.execute(
      sql: tables + "PRAGMA application_id = \(applicationID); PRAGMA user_version = \(format);")
  }

  /// What a writer makes of the tables of the format before, in which an item had one mask.
  static let formerFormat = 2
  private static let upgrade = """
    ALTER TABLE masks ADD COLUMN runs TEXT;
    ALTER TABLE item_masks RENAME TO former_masks;
    DROP INDEX item_masks_mask;
    CREATE TABLE item_masks (
      item INTEGER NOT NULL REFERENCES items ON DELETE CASCADE, method TEXT NOT NULL, pixels BLOB,
      mask BLOB NOT NULL REFERENCES masks, checksum INTEGER NOT NULL,
      PRIMARY KEY (item, method)) STRICT, WITHOUT ROWID;
    CREATE INDEX item_masks_mask ON item_masks(mask);
    INSERT INTO item_masks SELECT item, 'truth', pixels, mask, checksum FROM former_masks;
    DROP TABLE former_masks;
    PRAGMA user_version = 3;
    """

  /// Brings a store of the format before up to date.
  static func upgrade(_ database: Database) throws {
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version")
    let id = try Int.fetchOne(database, sql: "PRAGMA application_id")
    guard id == applicationID, version == formerFormat else { return }
    try database.execute(sql: upgrade)
  }

  /// - Returns: false for a database in which nothing has been made yet.
  static func check(_ database: Database, _ folder: StoreFolder) throws -> Bool {
    let id = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
    let version = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    if id == 0, version == 0,
      try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0
    {
      return false
    }
    guard id == applicationID else {
      throw StoreError.notAStore(
        folder: folder.path, finding: "store.sqlite is of another program",
        remedy: "name another folder")
    }
    guard version == format else {
      throw StoreError.otherFormat(
        version, own: format, of: folder.path, former: formerFormat, place: "remove the folder")
    }
    return true
  }

  /// What every connection needs.
  static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(20)
    configuration.label = "store"
    configuration.prepareDatabase { database in
      try database.execute(sql: "PRAGMA trusted_schema = OFF")
      database.add(function: ItemFilter.number)
    }
    return configuration
  }
}
