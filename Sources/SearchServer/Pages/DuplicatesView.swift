import Analyses
import Embeddings
import Foundation
import VectorStore

/// What is asked of the duplicates' page.
struct AskedDuplicates {
  let encoder: any Embeddings.Encoder
  /// Nil: calibrated.
  let threshold: Double?
  let status: Status
  let page: Int
  let filter: PageFilter

  enum Status: String, CaseIterable {
    case open, settled, all
  }

  init(_ fields: RequestFields, _ encoders: ServedEncoders) throws {
    encoder = try encoders.named(try fields.text("encoder") ?? encoders.names.first)
    let given = try fields.text("threshold").flatMap { $0.isEmpty ? nil : $0 }
    threshold = try given == nil ? nil : fields.number("threshold", within: -1...1, default: 1)
    status = try fields.choice("status", default: .open)
    page = try fields.number("page", within: 1...1_000_000, default: 1)
    filter = try PageFilter(fields)
  }

  /// Without the page.
  var queryOfAll: PageQuery {
    PageQuery(
      [("encoder", encoder.id.name)] + (threshold.map { [("threshold", "\($0)")] } ?? [])
        + (status == .open ? [] : [("status", status.rawValue)]) + filter.query)
  }

  var query: PageQuery { queryOfAll.with(["page": page == 1 ? nil : "\(page)"]) }

  /// The groups of the page, the last one where it is behind the last.
  func groups(
    of review: DuplicateReview, _ reviews: StoreReviews, _ count: Int
  ) -> (groups: [ReviewedGroup], page: Int, pages: Int, open: Int, settled: Int) {
    let accepted = Set(reviews.accepted.map(\.pair))
    let isSettled = review.groups.map { group in
      group.pairs.allSatisfy { reviews.settles($0.pair, accepted) }
    }
    let wanted = review.groups.indices.filter {
      status == .all || isSettled[$0] == (status == .settled)
    }
    let pages = max(1, (wanted.count + count - 1) / count)
    let page = min(page, pages)
    let settled = isSettled.count { $0 }
    return (
      wanted.dropFirst((page - 1) * count).prefix(count).map { review.groups[$0] }, page, pages,
      isSettled.count - settled, settled
    )
  }
}

/// In templates.
struct DuplicatesForm {
  let encoders: [ChoiceOption]
  let threshold: String
  let filters: FilterForm

  init(_ asked: AskedDuplicates, _ encoders: ServedEncoders, _ choices: StoreChoices) {
    self.encoders = encoders.options(asked.encoder)
    threshold = asked.threshold.map { "\($0)" } ?? ""
    filters = asked.filter.form(choices)
  }
}

/// In templates.
struct DuplicatesView {
  let frame: PageFrame
  let form: DuplicatesForm
  let reviewing: ReviewingNote
  /// Why there is no answer.
  let undefined: String?
  let summary: DuplicatesSummary?
  let tabs: [NavigationLink]
  let groups: [DuplicateGroupView]
  let pager: Pager?
  let hidden: [HiddenField]
  /// Of the whole store.
  let acceptedCount: Int
  let removedCount: Int

  init(
    frame: PageFrame, asked: AskedDuplicates, outcome: PageOutcome<DuplicateReview>?,
    reviews: StoreReviews, items: [String: StoredItem], form: DuplicatesForm,
    reviewing: ReviewingNote, groupsOnPage: Int
  ) {
    (self.frame, self.form, self.reviewing) = (frame, form, reviewing)
    (acceptedCount, removedCount) = (reviews.accepted.count, reviews.removed.count)
    hidden = asked.query.hidden
    guard case .found(let review) = outcome else {
      if case .undefined(let reason) = outcome { undefined = reason } else { undefined = nil }
      (summary, tabs, groups, pager) = (nil, [], [], nil)
      return
    }
    undefined = nil
    let found = asked.groups(of: review, reviews, groupsOnPage)
    summary = DuplicatesSummary(review, asked.encoder.id.name)
    let counts = [found.open, found.settled, found.open + found.settled]
    tabs = zip(AskedDuplicates.Status.allCases, counts).map { status, count in
      NavigationLink(
        href: asked.queryOfAll.with(["status": status == .open ? nil : status.rawValue])
          .href(Page.duplicates.pattern),
        name: "\(status.rawValue.capitalized) (\(count.grouped))", isCurrent: status == asked.status
      )
    }
    let accepted = Set(reviews.accepted.map(\.pair))
    groups = found.groups.enumerated().map { place, group in
      DuplicateGroupView(place: place, group, items, reviews, accepted)
    }
    pager = Pager(page: found.page, of: found.pages, asked.queryOfAll, Page.duplicates.pattern)
  }
}

/// In templates.
struct DuplicatesSummary {
  let items: String
  let pairs: String
  let encoder: String
  let threshold: String
  let calibration: String?
  let warnings: [AnalysisWarning]

  init(_ review: DuplicateReview, _ encoder: String) {
    (items, pairs) = (review.items.grouped, review.pairCount.grouped)
    (self.encoder, threshold) = (encoder, review.threshold.exactly)
    calibration = review.calibration.map {
      "calibrated: at most \($0.allowedRate.percent) of the images have an unlike neighbour this near"
    }
    warnings = review.warnings
  }
}

/// In templates.
struct DuplicateGroupView {
  static let shownMembers = 8
  private static let shownPairs = 20

  let place: Int
  let key: String
  let title: String
  let facts: String
  let members: [DuplicateMemberView]
  let further: Int?
  let pairs: [DuplicatePairView]
  let furtherPairs: Int?
  let hasPairList: Bool
  let hasSuggestion: Bool
  let isDecided: Bool
  /// Whether all of it may stay.
  let isAccepted: Bool

  init(
    place: Int, _ group: ReviewedGroup, _ items: [String: StoredItem], _ reviews: StoreReviews,
    _ accepted: Set<ItemPair>
  ) {
    self.place = place
    key = group.key.tag
    title = group.members.count == 2 ? "Pair" : "\(group.members.count) look-alikes"
    let identity = group.pairs.contains(where: \.hasEqualPixels) ? "identical pixels, " : ""
    let conflict = group.pairs.contains(where: \.labelsDiffer) ? ", labels differ" : ""
    facts = "\(identity)cosine up to \(group.closest.shown)\(conflict)"
    members = group.members.prefix(Self.shownMembers).map {
      DuplicateMemberView($0, items[$0], reviews.decisions[$0], group)
    }
    further =
      group.members.count > Self.shownMembers ? group.members.count - Self.shownMembers : nil
    pairs = group.pairs.prefix(Self.shownPairs).map {
      DuplicatePairView($0, isAccepted: accepted.contains($0.pair))
    }
    furtherPairs = group.pairs.count > Self.shownPairs ? group.pairs.count - Self.shownPairs : nil
    hasPairList = group.pairs.count > 1
    hasSuggestion = !group.removable.isEmpty
    isAccepted = group.pairs.allSatisfy { accepted.contains($0.pair) }
    isDecided =
      group.members.contains { reviews.decisions[$0] != nil }
      || group.pairs.contains { accepted.contains($0.pair) }
  }
}

/// In templates.
struct DuplicateMemberView {
  let card: PictureCard
  let size: String?
  let value: String
  let isKept: Bool
  let isRemoved: Bool
  let isDecided: Bool
  let isSuggested: Bool

  init(_ id: String, _ item: StoredItem?, _ decision: ItemDecision?, _ group: ReviewedGroup) {
    card = item.map { PictureCard($0) } ?? PictureCard(id)
    size = item?.width.flatMap { width in item?.height.map { "\(width) × \($0)" } }
    value = id.inURL
    (isKept, isRemoved) = (decision == .keep, decision == .remove)
    isDecided = decision != nil
    isSuggested = decision == nil && group.removable.contains(id)
  }
}

/// In templates.
struct DuplicatePairView {
  let a: PictureCard
  let b: PictureCard
  let cosine: String
  let evidence: String?
  let value: String
  let isAccepted: Bool

  init(_ pair: ReviewedPair, isAccepted: Bool) {
    (a, b) = (PictureCard(pair.pair.a), PictureCard(pair.pair.b))
    cosine = pair.cosine?.shown ?? "–"
    evidence = pair.hasEqualPixels ? "identical pixels" : nil
    value = "\(pair.pair.a.inURL),\(pair.pair.b.inURL)"
    self.isAccepted = isAccepted
  }
}
