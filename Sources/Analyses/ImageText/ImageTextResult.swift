public import Embeddings
public import Statistics

/// How well images and their texts find each other, and what the texts allow to say.
public struct ImageTextResult: Sendable, Codable {
  public let encoder: String?
  public let textEncoder: String
  /// What makes vectors of texts, to the last digit of its weights.
  public let textModel: EncoderID
  /// Pairs that were judged: those of the test part where maps were fitted, else all.
  public let pairs: Int
  public let unit: String
  public let units: Int
  /// Images left out for want of a text, or of a direction.
  public let withoutText: Int
  public let withoutDirection: Int
  /// Different texts among the judged ones.
  public let distinctTexts: Int
  public let fit: TextFit
  /// Nil where both encoders share a space.
  public let alignment: AlignmentStudy?
  /// Of maps from a file: its name, and pairs left out because the maps were fitted on them.
  public let alignmentFile: AlignmentFileUse?
  /// Texts found for images, then images for texts.
  public let retrieval: [RetrievalDirection]
  public let losses: ImageTextLosses?
  public let falseNegatives: FalseNegatives?
  public let matrix: SimilarityTable?
  public let zeroShot: ZeroShotResult?
  public let seed: UInt64
  public let warnings: [AnalysisWarning]
}

/// How maps of a file were used.
public struct AlignmentFileUse: Sendable, Codable, Hashable {
  public let file: String
  /// Images that the maps were fitted on.
  public let leftOut: Int
  /// Others of a unit by whose name some of these go.
  public let unitsLeftOut: Int
  /// Judged pairs with the text of another one that the maps were fitted on; nil where none are judged.
  public let textsSeen: Int?

  public init(file: String, leftOut: Int, unitsLeftOut: Int, textsSeen: Int?) {
    (self.file, self.leftOut, self.unitsLeftOut) = (file, leftOut, unitsLeftOut)
    self.textsSeen = textsSeen
  }

  /// "12 images that they were fitted on and 3 others of their groups are left out".
  public var text: String {
    let others = unitsLeftOut == 0 ? "" : " and \(unitsLeftOut) others of groups of their names"
    return "\(leftOut) images that they were fitted on\(others) are left out"
  }
}

/// What is looked for by what.
public enum PairDirection: String, Sendable, Codable {
  case textsForImages = "texts for images"
  case imagesForTexts = "images for texts"
}

/// Retrieval one way.
public struct RetrievalDirection: Sendable, Codable {
  public let direction: PairDirection
  public let recalls: [Recall]
  /// Of the first match.
  public let medianRank: Double
  public let meanReciprocalRank: Double

  public struct Recall: Sendable, Codable {
    public let k: Int
    /// The share of queries with a match among the first k.
    public let value: Double
    public let interval: Interval?
    /// What a random order would reach.
    public let chance: Double
    /// What is reached by who knows nothing but each item's label, and orders those of the query's at
    /// random; nil without labels.
    public let byLabel: Double?
    /// Of the value over that.
    public let overLabel: PairedDifference?
  }
}

/// Losses of training, as measures: less is better, and values of different batches are not to be compared.
public struct ImageTextLosses: Sendable, Codable {
  /// Pairs of a batch, and how many batches were drawn.
  public let batch: Int
  public let batches: Int
  public let temperature: Double
  /// InfoNCE.
  public let noiseContrastive: ContrastiveLoss
  /// InfoNCE, and semantic matching, where all cosines are equal.
  public let noiseContrastiveOfEqual: Double
  /// DHN-NCE where all cosines are equal: both ways the logarithm of the number of negatives.
  public let hardNegativesOfEqual: Double
  public let hardNegatives: ContrastiveLoss
  public let hardNegativeSettings: HardNegativeSettings
  /// Nil where neither findings nor labels are known.
  public let semanticMatching: ContrastiveLoss?
  public let labelOrigin: LabelOrigin?
}

/// Cosines of some pairs, as they are drawn.
public struct SimilarityTable: Sendable, Codable {
  public let ids: [SampleID]
  /// At most 40 characters of each.
  public let texts: [String]
  /// Of the images, which stand together; nil where they have none.
  public let labels: [String]?
  public let temperature: Double
  /// Images down, texts across.
  public let cosines: [[Double]]
  /// The probability of each text for an image.
  public let ofRows: [[Double]]
  /// The probability of each image for a text.
  public let ofColumns: [[Double]]
}
