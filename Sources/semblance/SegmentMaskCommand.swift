import ArgumentParser
import Experiments
import Foundation

struct SegmentMaskCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "mask",
    abstract: "Cut out of pictures what matches an example or a text, or the foreground.",
    discussion: """
      Makes a map as `semblance segment map` does, parts it in two, keeps the wanted parts, and, with a \
      segmenter, outlines what they point at. Writes masks/ID.png (1 bit), parts/ID.csv (boxes and points), maps/ID.npy, overlays/ID.png, \
      compare.png and manifest.csv, which `semblance segment evaluate` and all commands that take pictures \
      read. What a folder holds already by the same settings is kept; a folder by others is refused.

      EXAMPLES
        semblance segment mask photos/ --map foreground -o masks/
        semblance segment mask photos/ --encoder vit-s14-patches --like cat.jpg --components largest \
      -o masks/
        semblance segment mask photos/ --encoder vit-s14-patches --like cat.jpg --mask share=0.6 \
      --smooth 0.02 --refine guided -o masks/
        semblance segment mask photos/ --map foreground --segmenter sam.yaml --prompt box -o masks/
      """)

  @Argument(help: "Images: folder, table, archive, .npz, dataset.yaml …", completion: .file())
  var input: String

  @OptionGroup var method: SaliencyOptions
  @OptionGroup var masks: MaskMakingOptions
  @OptionGroup var inputs: InputOptions

  @Option(name: .shortAndLong, help: "The folder to write.", completion: .directory)
  var output: String

  func validate() throws { try method.check(inputs) }

  func run() async throws {
    let loader = try inputs.loader()
    let making = SaliencyMaking(
      map: try method.plan(encoder: loader.encoder), mask: masks.plan(for: method.map))
    let made = try await loader.make(making, of: input, to: URL(filePath: output))
    Terminal.show(made)
  }
}
