import ArgumentParser

/// Where a store lies, as every command takes it.
enum StoreOptions {
  static let help: ArgumentHelp =
    "The store: a folder, or postgres://USER@HOST/DATABASE?schema=NAME."
}

struct IndexCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Keep images or vectors in a store and search it.",
    discussion: """
      A store is a folder, or a schema on a PostgreSQL server where several machines share it: vectors of \
      any number of encoders, what is known of each item, thumbnails and masks. One process writes to a \
      folder and any number to a server; any number read. What a command has reported is on the disk. \
      Passwords of servers are given by PGPASSWORD or in ~/.pgpass, never in the address.

      EXAMPLES
        semblance index build photos/ --store photos.store
        semblance index query photos.store new.jpg -k 5 --where 'split == train'
        semblance index stat photos.store
        semblance index build photos/ --store 'postgres://me@db.example.org/images?schema=photos'
      """,
    subcommands: [
      IndexBuildCommand.self, IndexAddCommand.self, IndexImportCommand.self,
      IndexRemoveCommand.self, IndexQueryCommand.self, IndexGridCommand.self, IndexStatCommand.self,
      IndexHNSWCommand.self, IndexVerifyCommand.self, IndexCompactCommand.self,
      IndexExportCommand.self, IndexReviewCommand.self, IndexMasksCommand.self,
    ])
}
