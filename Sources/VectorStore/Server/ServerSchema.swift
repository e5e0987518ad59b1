import Foundation
import PostgreSQL

/// The tables of a store in a PostgreSQL database, in a schema of their own.
///
/// The one row of `state` is locked by whoever writes, so that writers follow each other; rows of
/// vectors are numbered in the order in which they are committed, never change and are never numbered
/// anew, so that a copy of them elsewhere is brought up to date by what is behind its last.
enum ServerSchema {
  /// Changes with the tables; a test holds them against it.
  static let format = 3
  /// What a writer brings up to date.
  private static let formerFormat = 2

  static let tables = """
    CREATE TABLE state (
      format bigint NOT NULL, identity text NOT NULL, commits bigint NOT NULL,
      reviews bigint NOT NULL);

    CREATE TABLE encoders (
      number bigint PRIMARY KEY, name text NOT NULL UNIQUE, identity text NOT NULL,
      dimension bigint NOT NULL, storage text NOT NULL, rows bigint NOT NULL, held bigint NOT NULL,
      checksum bigint NOT NULL);

    CREATE TABLE items (
      number bigint PRIMARY KEY, id text COLLATE "C" NOT NULL UNIQUE, pixels bytea, width bigint,
      height bigint, split text, label text, site text, "group" text, attributes jsonb NOT NULL,
      checksum bigint NOT NULL);
    CREATE INDEX items_pixels ON items (pixels) WHERE pixels IS NOT NULL;

    CREATE TABLE vectors (
      encoder bigint NOT NULL, item bigint NOT NULL, row bigint NOT NULL, checksum bigint NOT NULL,
      PRIMARY KEY (encoder, item));
    CREATE INDEX vectors_row ON vectors (encoder, row);

    CREATE TABLE accepted_pairs (
      a bigint, b bigint, a_pixels bytea, b_pixels bytea, checksum bigint NOT NULL,
      PRIMARY KEY (a, b));
    CREATE TABLE item_reviews (
      item bigint PRIMARY KEY, pixels bytea, decision text NOT NULL, checksum bigint NOT NULL);
    CREATE TABLE accepted_labels (
      item bigint PRIMARY KEY, label text NOT NULL, former text, checksum bigint NOT NULL);

    CREATE TABLE columns (name text COLLATE "C" PRIMARY KEY);

    CREATE TABLE thumbnails (
      pixels bytea PRIMARY KEY, jpeg bytea NOT NULL, checksum bigint NOT NULL);

    CREATE TABLE masks (
      digest bytea PRIMARY KEY, png bytea NOT NULL, checksum bigint NOT NULL, runs text);
    CREATE TABLE item_masks (
      item bigint, method text COLLATE "C", pixels bytea, mask bytea NOT NULL,
      checksum bigint NOT NULL, PRIMARY KEY (item, method));

    CREATE TABLE graphs (
      encoder bigint PRIMARY KEY, degree bigint NOT NULL, width bigint NOT NULL,
      rows bigint NOT NULL, sample text NOT NULL);

    -- The number that a text is; NULL for none, and for one that no double holds.
    CREATE FUNCTION number(value text) RETURNS double precision IMMUTABLE PARALLEL SAFE
    LANGUAGE sql AS $$
      SELECT CASE WHEN value ~ '^[+-]?([0-9]{1,200}[.]?[0-9]{0,200}|[.][0-9]{1,200})([eE][+-]?[0-9]{1,3})?$'
        THEN CASE
          WHEN abs(value::numeric) > 1.7976931348623157e308 THEN NULL
          WHEN abs(value::numeric) < 2.3e-308 THEN 0
          ELSE value::double precision END
      END $$;
    """

  /// What each connection needs: the schema's names without the schema, and pgvector's.
  static func prepare(_ session: isolated ServerSession, _ schema: String) throws {
    try session.query(
      """
      SELECT set_config('search_path', concat_ws(', ', quote_ident($1), (
        SELECT quote_ident(n.nspname) FROM pg_extension e
        JOIN pg_namespace n ON n.oid = e.extnamespace WHERE e.extname = 'vector')), false)
      """, .text(schema))
    // Acknowledged is what lies on the disk.
    try session.query(
      """
      SELECT set_config('synchronous_commit', 'on', false)
      WHERE current_setting('synchronous_commit') = 'off'
      """)
  }

  /// - Returns: false where nothing has been made in the schema yet.
  static func check(_ session: isolated ServerSession, _ address: ServerAddress) throws -> Bool {
    let found = try session.query(
      """
      SELECT count(*), coalesce(sum((c.relname = 'state')::int), 0) FROM pg_class c
      JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relkind IN ('r', 'v', 'm', 'p')
      """, .text(address.schema))[0]
    guard found.integer(0) > 0 else { return false }
    guard found.integer(1) == 1,
      let format = try session.query("SELECT format FROM state").first?.integer(0)
    else {
      throw StoreError.notAStore(
        folder: address.text, finding: "tables are in the schema, and no store",
        remedy: "name another schema with ?schema=NAME")
    }
    guard format == Self.format else {
      throw StoreError.otherFormat(
        format, own: Self.format, of: address.text, former: formerFormat,
        place: "drop the schema (DROP SCHEMA \"\(address.schema)\" CASCADE) or name another")
    }
    return true
  }

  /// What makes tables of the format before, in which an item had one mask, those of this.
  private static let upgrade = [
    "ALTER TABLE masks ADD COLUMN runs text",
    "ALTER TABLE item_masks ADD COLUMN method text COLLATE \"C\" NOT NULL DEFAULT 'truth'",
    "ALTER TABLE item_masks ALTER COLUMN method DROP DEFAULT",
    "ALTER TABLE item_masks DROP CONSTRAINT item_masks_pkey",
    "ALTER TABLE item_masks ADD PRIMARY KEY (item, method)",
    "UPDATE state SET format = 3",
  ]

  /// Brings a store of the format before up to date, once, whoever asks.
  static func bringUpToDate(_ session: isolated ServerSession, _ address: ServerAddress) throws {
    let isStore = try session.query(
      """
      SELECT 1 FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = $1 AND c.relname = 'state'
      """, .text(address.schema))
    guard !isStore.isEmpty, try isFormer(session) else { return }
    try session.transaction("READ WRITE") { session in
      try session.query("LOCK TABLE state")
      guard try isFormer(session) else { return }
      for statement in upgrade { try session.query(statement) }
    }
  }

  private static func isFormer(_ session: isolated ServerSession) throws -> Bool {
    try session.query("SELECT format FROM state").first?.integer(0) == formerFormat
  }

  /// Makes the tables, where nobody else has made them meanwhile.
  static func create(_ session: isolated ServerSession, _ address: ServerAddress) throws {
    try session.query(
      "SELECT pg_advisory_xact_lock(hashtext('semblance'), hashtext($1))", .text(address.schema))
    if try check(session, address) { return }
    let known = try session.query(
      "SELECT 1 FROM pg_namespace WHERE nspname = $1", .text(address.schema))
    if known.isEmpty { try session.query("CREATE SCHEMA \"\(address.schema)\"") }
    for statement in statements { try session.query(statement) }
    try session.query(
      "INSERT INTO state VALUES ($1, $2, 0, 0)", .integer(format), .text(UUID().uuidString))
  }

  /// One at a time, as the protocol with parameters has it.
  private static var statements: [String] {
    let (plain, function) = (tables.components(separatedBy: "-- The number"), "-- The number")
    return plain[0].split(separator: ";").map(String.init)
      .filter { !$0.allSatisfy(\.isWhitespace) } + [function + plain[1]]
  }
}
