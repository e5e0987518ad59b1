import Statistics

/// An image with what each method's mask of it scored.
public struct ScoredImage: Sendable, Codable {
  public let id: String
  /// Pixels of the true object.
  public let truth: Int
  /// By method, in their order; nil where there is no mask, unless that counts as an empty one.
  public let scores: [MaskScore?]
  /// Of each label that the true mask or a method's has, in ascending order; empty where labels are not
  /// told apart.
  public let labels: [ScoredLabel]

  public init(id: String, truth: Int, scores: [MaskScore?], labels: [ScoredLabel] = []) {
    (self.id, self.truth, self.scores, self.labels) = (id, truth, scores, labels)
  }

  /// The same without what methods scored on single labels that say inside and outside alone.
  public func withoutLabels(of methods: Set<Int>) -> ScoredImage {
    guard !methods.isEmpty else { return self }
    return ScoredImage(
      id: id, truth: truth, scores: scores, labels: labels.compactMap { $0.without(methods) })
  }

  /// Whether a method has one.
  public var hasMask: Bool { scores.contains { $0 != nil } }

  /// Over methods; nil where none has a mask.
  var meanDice: Double? {
    let found = scores.compactMap { $0?.dice }
    return found.isEmpty ? nil : found.reduce(0, +) / Double(found.count)
  }

  /// - Parameters:
  ///   - masks: by method; nil where there is none.
  ///   - maps: by method, one value a pixel; nil where there is none.
  ///   - labels: to be told apart.
  public init(
    id: String, truth: LabelMask, masks: [LabelMask?], maps: [[Float]?], labels: [Int],
    plan: SegmentationPlan
  ) {
    let object = truth.pixels(of: plan.object)
    let masks = plan.missing == .empty ? masks.map { $0 ?? truth.emptied } : masks
    self.id = id
    self.truth = object.pixels.count { $0 }
    scores = zip(masks, maps).map { mask, map in
      mask.map {
        MaskScore(
          predicted: $0.pixels(of: plan.object), truth: object, tolerance: plan.tolerance,
          spacing: plan.spacing ?? .pixels, map: map)
      }
    }
    self.labels = labels.compactMap { label in
      ScoredLabel(label, truth: truth, masks: masks, plan)
    }
  }
}

/// A label of an image with what each method scored.
public struct ScoredLabel: Sendable, Codable {
  public let label: Int
  /// Whether the true mask has it.
  public let isTrue: Bool
  /// By method, in their order; nil where there is no mask, and where neither it nor the true one has the
  /// label.
  public let scores: [MaskScore?]

  /// Nil for a label that no mask has.
  init?(_ label: Int, truth: LabelMask, masks: [LabelMask?], _ plan: SegmentationPlan) {
    let object = truth.pixels(of: .label(label))
    let isTrue = object.pixels.contains(true)
    let scores = masks.map { mask -> MaskScore? in
      guard let pixels = mask?.pixels(of: .label(label)), isTrue || pixels.pixels.contains(true)
      else { return nil }
      return MaskScore(
        predicted: pixels, truth: object, tolerance: plan.tolerance,
        spacing: plan.spacing ?? .pixels)
    }
    guard isTrue || scores.contains(where: { $0 != nil }) else { return nil }
    (self.label, self.isTrue, self.scores) = (label, isTrue, scores)
  }

  /// Nil for a label that no other mask has.
  fileprivate func without(_ methods: Set<Int>) -> ScoredLabel? {
    let kept = scores.enumerated().map { methods.contains($0.offset) ? nil : $0.element }
    guard isTrue || kept.contains(where: { $0 != nil }) else { return nil }
    return ScoredLabel(label: label, isTrue: isTrue, scores: kept)
  }

  private init(label: Int, isTrue: Bool, scores: [MaskScore?]) {
    (self.label, self.isTrue, self.scores) = (label, isTrue, scores)
  }
}
