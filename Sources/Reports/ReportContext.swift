public import Figures

/// What a section needs besides its result.
public struct ReportContext: Sendable {
  /// Small pictures of the samples that results show, by id; empty when pictures are not wanted.
  public let pictures: [String: Bitmap]
  /// The same of a second set whose ids may be those of other images; nil where an id names one
  /// image.
  public let secondPictures: [String: Bitmap]?
  public let theme: Theme

  public init(
    pictures: [String: Bitmap], secondPictures: [String: Bitmap]? = nil, theme: Theme = .standard
  ) {
    self.pictures = pictures
    self.secondPictures = secondPictures
    self.theme = theme
  }

  /// Whether there is any picture to show.
  var hasPictures: Bool { !pictures.isEmpty || secondPictures?.isEmpty == false }

  /// The picture of an item of the first or the second set of a pair.
  func picture(_ id: String, side: Int) -> Bitmap? {
    (side == 0 ? pictures : secondPictures ?? pictures)[id]
  }

  /// The stem of a figure's files: "leakage-closest-pairs-efficientnet-lite0".
  func figureName(_ subject: String, encoder: String?) -> String {
    let words = [subject, encoder].compactMap { $0 }.joined(separator: "-").lowercased()
    return String(words.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
  }
}

extension AnalysisHeading {
  /// "Leakage: efficientnet-lite0".
  func text(encoder: String?) -> String {
    encoder.map { "\(rawValue): \($0)" } ?? rawValue
  }
}

/// The names of chapters.
enum AnalysisHeading: String {
  case similarity = "Pairwise similarity"
  case duplicates = "Duplicates"
  case leakage = "Leakage"
  case gradedPairs = "Pairs by encoders"
  case shift = "Distribution shift"
  case sites = "Shift between sites"
  case clusters = "Clusters"
  case projection = "Projection"
  case neighbors = "Nearest neighbours"
  case encoders = "Encoder comparison"
  case labels = "Labels"
  case grid = "Pictures"
  case imageText = "Images and texts"
  case madeMasks = "Masks by methods"
  case mapChecks = "What the maps are worth"
  case segmentation = "Segmentation"
}
