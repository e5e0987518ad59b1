import ArgumentParser

struct IndexCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index",
    abstract: "Keep images or vectors in a store and search it.",
    discussion: """
      A store is a folder: vectors of any number of encoders, what is known of each item, and \
      thumbnails. One process writes, any number read; what a command has reported is on the disk.

      EXAMPLES
        semblance index build photos/ --store photos.store
        semblance index query photos.store new.jpg -k 5 --where 'split == train'
        semblance index stat photos.store
      """,
    subcommands: [
      IndexBuildCommand.self, IndexAddCommand.self, IndexImportCommand.self,
      IndexRemoveCommand.self, IndexQueryCommand.self, IndexStatCommand.self,
      IndexHNSWCommand.self, IndexVerifyCommand.self, IndexCompactCommand.self,
      IndexExportCommand.self, IndexReviewCommand.self,
    ])
}
