import Analyses
public import ArgumentParser
import Embeddings
import Experiments
import Foundation
public import Statistics

/// How masks are made of maps.
struct MaskMakingOptions: ParsableArguments {
  @Option(
    name: .long,
    help: """
      What belongs to the mask: otsu, kmeans (two clusters), threshold=T (values of the map from T on) or \
      share=S (above that share of the way from its least to its greatest), all of the part that the model \
      sees. (default: otsu; threshold=0.5 for --map foreground)
      """)
  var mask: MapThreshold?

  @Option(
    name: .long,
    help:
      "Smooth maps by a Gaussian of this deviation, in parts of the longer side, up to \(MaskRecipe.smoothings.upperBound), e.g. 0.02."
  )
  var smooth: Double = 0

  @Option(name: .long, help: "guided: move the map's edges to those of the picture.")
  var refine: MaskRefinement = .none

  @Option(name: .long, help: "Parts of a mask to keep: all, largest, or the largest so many.")
  var components: ComponentChoice = .all

  @Option(
    name: .long, help: "Leave parts out that are smaller, in parts of the picture, e.g. 0.001.")
  var leastArea: Double = 0

  @Option(
    name: .long,
    help: """
      A promptable segmenter, as of SAM, that outlines what the \(SegmenterPlan.mostParts) largest parts point at: \
      the name of one that `semblance models add` added, or its card.
      """,
    completion: .file(extensions: ["yaml", "yml"]))
  var segmenter: String?

  @Option(
    name: .long,
    help: "What the segmenter is given of each part: box, point (its peak) or both. (default: box)")
  var prompt: PromptKind?

  func validate() throws {
    try Check.within(MaskRecipe.smoothings, "--smooth", smooth)
    try Check.within(MaskRecipe.leastAreas, "--least-area", leastArea)
    guard prompt == nil || segmenter != nil else {
      throw ValidationError("--prompt is of no use without --segmenter")
    }
  }

  func plan(for map: SaliencyKind) -> MaskPlan {
    MaskPlan(
      recipe: MaskRecipe(
        smoothing: smooth, refinement: refine,
        threshold: mask ?? .standard(for: map), components: components,
        leastArea: leastArea),
      segmenter: segmenter.map { SegmenterPlan(card: $0, prompt: prompt ?? .box) })
  }
}

extension MapThreshold: ExpressibleByArgument {
  public static var allValueStrings: [String] { ["otsu", "kmeans", "threshold=T", "share=S"] }
}

extension ComponentChoice: ExpressibleByArgument {
  public static var allValueStrings: [String] { ["all", "largest", "COUNT"] }
}

extension MaskRefinement: ExpressibleByArgument {}
