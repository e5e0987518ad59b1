public import Embeddings
public import LinearAlgebra
public import Statistics

/// Images told apart by what prompts say of classes, without any training on labels.
///
/// A class is the mean of the vectors of its prompts, each of length 1 (Radford et al. 2021, section 3.1.4); an
/// image is given the class of the highest cosine.
public struct ZeroShotResult: Sendable, Codable {
  /// Images with a label among the classes.
  public let items: Int
  /// Labels that no class is named for, whose images were left out.
  public let otherLabels: [String]
  public let classes: [Class]
  /// Classes whose images are all of one unit: means over classes have no interval then, as resamples are
  /// without them, or have them as they are.
  public let classesOfOneUnit: Int
  public let metrics: [Metric]
  /// Share of images of the most frequent class.
  public let majority: Double
  /// What meaningless words in place of the classes' names reach; nil where prompts are not of templates.
  public let nonsense: Nonsense?
  /// Of each class down, how many images were given each across.
  public let confusion: [[Int]]

  public struct Class: Sendable, Codable {
    public let name: String
    public let prompts: [String]
    public let items: Int
    /// Share that was recognised; nil without images.
    public let recall: Double?
    public let interval: Interval?
  }

  public struct Metric: Sendable, Codable {
    public let name: ClassMetric
    public let value: Double
    public let interval: Interval?
    /// Of the accuracy the share of the largest class, of the balanced one over the number of classes.
    public let chance: Double?
  }

  public struct Nonsense: Sendable, Codable {
    /// Balanced accuracy of each draw of words.
    public let values: [Double]
    public let mean: Double
    public let highest: Double
    /// That the classes' own names do no better than such words.
    public let pValue: Double
    /// Of the first draw.
    public let example: [String]
  }
}

/// Vectors of the prompts of classes, and of the same prompts with nonsense in place of the classes' names.
public struct PromptVectors: Sendable {
  /// One a class in the plan's order, of its prompts.
  public let classes: [Matrix<Float>]
  /// One a draw.
  public let nonsense: [Draw]
  /// How the prompts of the classes fitted their encoder.
  public let fit: TextFit

  public struct Draw: Sendable {
    public let words: [String]
    public let classes: [Matrix<Float>]

    public init(words: [String], classes: [Matrix<Float>]) {
      (self.words, self.classes) = (words, classes)
    }
  }

  public init(classes: [Matrix<Float>], nonsense: [Draw], fit: TextFit) {
    (self.classes, self.nonsense, self.fit) = (classes, nonsense, fit)
  }
}

extension PromptSet {
  /// The same prompts about other things.
  ///
  /// - Returns: nil where a class's prompts do not name it.
  public func renamed(to words: [String]) -> PromptSet? {
    precondition(words.count == classes.count)
    let renamed = zip(classes, words).compactMap { $0.about($1) }
    return renamed.count == classes.count ? PromptSet(classes: renamed) : nil
  }

  /// Words that can be spoken and mean nothing, as many as there are classes.
  public func nonsenseWords(_ draw: Int, seed: UInt64) -> [String] {
    var generator = SeededGenerator(seed: seed, stream: "image-text.nonsense", index: draw)
    let (consonants, vowels) = (Array("bdfgklmnprstvz"), Array("aeiou"))
    return classes.map { _ in
      String(
        (0..<3).flatMap { _ in
          [
            consonants[generator.uniform(below: consonants.count)],
            vowels[generator.uniform(below: vowels.count)],
          ]
        })
    }
  }
}

/// Images told by the nearest class.
struct ZeroShotClassifier {
  /// Of length 1, one a row.
  private let classes: Matrix<Float>

  /// - Parameters:
  ///   - prompts: vectors of the prompts of each class.
  ///   - side: how texts come into the common space; nil where they are there.
  init(_ prompts: [Matrix<Float>], by side: AlignedSide?) {
    let means = prompts.map { rows -> [Float] in
      let given = UnitRows(rows)
      let unit = UnitRows(side.map { $0.aligned(given) } ?? rows).unit(0..<rows.rows)
      var sum = [Double](repeating: 0, count: unit.columns)
      for row in 0..<unit.rows {
        for (place, value) in unit.row(row).enumerated() { sum[place] += Double(value) }
      }
      return sum.map(Float.init)
    }
    classes = UnitRows(Matrix(means)).unit(0..<prompts.count)
  }

  /// Of each image with each class.
  func cosines(of images: UnitRows) -> [[Float]] {
    (0..<images.count).map { images.unit($0..<($0 + 1)).timesTransposed(classes).elements }
  }

  /// The class of each image; of equally near ones the first.
  func predictions(of images: UnitRows) -> [Int] {
    cosines(of: images).map { cosines in
      let best = cosines.max() ?? 0
      return cosines.firstIndex(of: best) ?? 0
    }
  }
}
