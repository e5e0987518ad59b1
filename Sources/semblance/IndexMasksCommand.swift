import Analyses
import ArgumentParser
import Experiments
import Foundation
import VectorStore

struct IndexMasksCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "masks",
    abstract: "Give items of a store masks of one or several methods.",
    discussion: """
      Masks are a table with the columns id and mask, or a folder of masks named like the items, as for \
      semblance segment evaluate. An item has one mask of each method; one that it had goes. The method \
      truth is what index build, index add and the service keep of masks of which nobody says what found \
      them.

      EXAMPLES
        semblance index masks photos.store --masks unet=unet/manifest.csv
        semblance index masks photos.store --masks truth=drawn/ --masks otsu=otsu/
      """)

  @Argument(help: StoreOptions.help, completion: .directory)
  var store: String

  @Option(
    name: .long,
    help:
      "Masks of a method, as PATH or NAME=PATH; a table, or a folder of masks. May be repeated.",
    completion: .file())
  var masks: [MaskArgument] = []

  func validate() throws {
    guard !masks.isEmpty else { throw ValidationError("name the masks of a method: --masks PATH") }
    try MaskArgument.checkNames(masks.methods)
  }

  func run() async throws {
    let address = try StoreAddress(store)
    let writer = try await address.writer()
    let reader = try await address.reader()
    for method in masks.methods {
      let filling = try await method.fill(
        writer, reader, relativeTo: URL(filePath: FileManager.default.currentDirectoryPath),
        installation: .current())
      Terminal.list(unreadable: filling.unreadable)
      Terminal.warn(filling.warnings)
      guard filling.items > 0 else {
        throw ValidationError("no mask of \(method.name) can be read; see why above")
      }
      Terminal.show(
        "\(method.name): \(filling.items.counting("item")) with a mask, \(filling.masks) of them new or "
          + "another"
          + (filling.others > 0 ? "; \(filling.others.counting("mask")) of no item" : ""))
    }
  }
}
