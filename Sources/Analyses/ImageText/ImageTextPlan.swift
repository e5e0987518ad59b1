/// How images and their texts are to be held against each other.
public struct ImageTextPlan: Sendable, Hashable, Codable {
  /// The name of the text encoder.
  public var textEncoder: String
  public var alignment: AlignmentChoice
  /// k of recall at k, ascending, each within 1...20.
  public var ranks = [1, 5, 10]
  /// What cosines are divided by where they become probabilities, > 0; nil takes the text encoder's, or .07.
  public var temperature: Double?
  /// Pairs of a batch of losses, ≥ 2; fewer where there are fewer.
  public var batch = 64
  /// Columns of the set that say what is found in an image; empty where none do.
  public var findings: [String] = []
  /// The cosine of text vectors from which two texts say the same, in (0, 1].
  public var sameText = 0.9
  /// The share of findings in common, as a cosine, from which two texts say the same, in (0, 1].
  public var sameFindings = 1.0
  /// Pairs of the matrix that is drawn, ≥ 1.
  public var shown = 24
  /// Resamples behind each interval, ≥ 1.
  public var resamples = 999
  /// Nil where nothing is to be classified.
  public var prompts: PromptSet?
  /// Draws of meaningless words that classes are held against, ≥ 0.
  public var nonsense = 99

  public init(textEncoder: String, alignment: AlignmentChoice) {
    (self.textEncoder, self.alignment) = (textEncoder, alignment)
  }

  public static let standardTemperature = 0.07
}

/// How vectors of images and of texts come into one space.
public enum AlignmentChoice: Sendable, Hashable, Codable {
  /// They are in one: both encoders were trained together.
  case shared
  /// By linear maps fitted on training pairs.
  case fitted
  /// By maps that were fitted before, from this file.
  case file(String)
}

/// What is said of classes, so that pictures can be told by it.
public struct PromptSet: Sendable, Hashable, Codable {
  public let classes: [Class]

  public struct Class: Sendable, Hashable, Codable {
    /// As labels have it.
    public let name: String
    /// What stands for the class in templates; nil where prompts were given.
    public let subject: String?
    /// At least one, each with a `place`; without a subject the prompts themselves.
    /// With `{}` where the subject goes; prompts as they are without a subject.
    public let templates: [String]

    public init(name: String, prompts: [String]) {
      precondition(!prompts.isEmpty)
      (self.name, subject, templates) = (name, nil, prompts)
    }

    public init(name: String, subject: String, templates: [String]) {
      precondition(!templates.isEmpty)
      (self.name, self.subject, self.templates) = (name, subject, templates)
    }

    /// At least one.
    public var prompts: [String] {
      guard let subject else { return templates }
      return templates.map {
        $0.split(separator: PromptSet.place, omittingEmptySubsequences: false)
          .joined(separator: subject)
      }
    }

    /// The same templates about something else; nil where prompts were given.
    func about(_ other: String) -> Class? {
      subject.map { _ in Class(name: name, subject: other, templates: templates) }
    }
  }

  public init(classes: [Class]) { self.classes = classes }

  /// What stands for a class in a template.
  public static let place = "{}"

  /// - Parameter templates: each with a `place`.
  public init(names: [String], templates: [String]) {
    classes = names.map { Class(name: $0, subject: $0, templates: templates) }
  }

  public static let standardTemplates = [
    "a picture of {}", "a photo of {}", "a drawing of {}", "an image showing {}", "{}",
  ]
}
