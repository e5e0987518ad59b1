import GRDB

extension StoreReader {
  public func items(
    where filter: ItemFilter, after id: String?, limit: Int
  ) async throws -> [StoredItem] {
    try await items(where: filter, "i.id > ?", id ?? "", order: "ASC", limit)
  }

  public func items(
    where filter: ItemFilter, before id: String, limit: Int
  ) async throws -> [StoredItem] {
    try await items(where: filter, "i.id < ?", id, order: "DESC", limit).reversed()
  }

  private func items(
    where filter: ItemFilter, _ bound: String, _ id: String, order: String, _ limit: Int
  ) async throws -> [StoredItem] {
    let (condition, arguments) = filter.sql
    return try await read { database, _ in
      try filter.requireColumns(database)
      return try Row.fetchAll(
        database,
        sql: """
          SELECT \(StoredItem.columns) FROM items i WHERE \(bound) AND \(condition)
          ORDER BY i.id \(order) LIMIT ?
          """,
        arguments: [id] + arguments + [limit]
      ).map { StoredItem($0) }
    }
  }

  public func count(where filter: ItemFilter, atMost limit: Int) async throws -> Int {
    let (condition, arguments) = filter.sql
    return try await read { database, _ in
      try filter.requireColumns(database)
      return try Int.fetchOne(
        database,
        sql: "SELECT count(*) FROM (SELECT 1 FROM items i WHERE \(condition) LIMIT ?)",
        arguments: arguments + [limit]) ?? 0
    }
  }

  public func items(_ ids: [String]) async throws -> [StoredItem] {
    try await read { database, _ in
      try ids.compactMap { try AppendPlan.item($0, database)?.item }
    }
  }

  public func values(of column: String, limit: Int) async throws -> [(value: String, items: Int)] {
    let (place, name) = ItemCondition.place(of: column)
    return try await read { database, _ in
      try Row.fetchAll(
        database,
        sql: """
          SELECT CAST(value AS TEXT) AS value, count(*) AS n FROM (SELECT \(place) AS value FROM items i)
          WHERE coalesce(value, '') <> '' GROUP BY value ORDER BY n DESC, value LIMIT ?
          """,
        arguments: name + [limit]
      ).map { (value: $0["value"], items: $0["n"]) }
    }
  }

  public func columns() async throws -> [String] {
    try await read { database, _ in
      try String.fetchAll(database, sql: "SELECT name FROM columns ORDER BY name")
    }
  }

  public func version() async throws -> StoreVersion {
    try await read { database, _ in
      let row = try Row.fetchOne(database, sql: "SELECT commits, reviews FROM state")
      let (commits, reviews): (Int, Int) = (row?["commits"] ?? 0, row?["reviews"] ?? 0)
      return StoreVersion(commits: commits, content: commits - reviews)
    }
  }
}
