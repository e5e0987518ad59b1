import Analyses
import ArgumentParser
import Experiments
import Foundation

struct SegmentMapCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "map",
    abstract: "Show which places of pictures make them match an example, a text, or themselves.",
    discussion: """
      Writes maps/ID.npy (float32 of shape (rows, columns)), overlays/ID.png (the map's colours over the \
      picture), compare.png and manifest.csv, which names them. What a folder holds already by the same \
      settings is kept, so that a call that was broken off goes on where it was; a folder by others is \
      refused.

      --check judges maps: how the match falls as their highest places are hidden and rises as they are \
      shown, beside the same maps moved elsewhere; and how much of a map is left with the weights of the \
      model permuted, and with another query. checks.csv and curves.csv have each picture's numbers, deletion.png and \
      insertion.png the mean curves. See the page Saliency.

      EXAMPLES
        semblance segment map photos/ --encoder vit-s14-patches --like cat.jpg -o maps/
        semblance segment map photos/ --encoder efficientnet-lite0 --map rise -o why/
        semblance segment map photos/ --text "a red bird" --alignment stamps.json -o birds/
        semblance segment map cells/ --encoder efficientnet-lite0 --map occlusion --like cracked/ \
      --unlike sound/ --limit 20 --check -o maps/
      """)

  @Argument(help: "Images: folder, table, archive, .npz, dataset.yaml …", completion: .file())
  var input: String

  @OptionGroup var method: SaliencyOptions
  @OptionGroup var inputs: InputOptions

  @Flag(
    name: .long,
    help: "Judge the maps, and write checks.csv, curves.csv, deletion.png and insertion.png.")
  var check = false

  @Option(name: .shortAndLong, help: "The folder to write.", completion: .directory)
  var output: String

  func validate() throws {
    guard !check || method.map != .foreground else {
      throw ValidationError(
        "--map foreground asks for nothing that --check could judge; leave --check out, or choose another map"
      )
    }
    try method.check(inputs)
  }

  func run() async throws {
    let loader = try inputs.loader()
    let making = SaliencyMaking(map: try method.plan(encoder: loader.encoder))
    let made = try await loader.make(making, of: input, to: URL(filePath: output))
    Terminal.show(made)
    guard check else { return }
    let checks = try await loader.check(
      making.map, of: input, in: URL(filePath: output), seed: method.seed)
    Terminal.show(checks)
  }
}
