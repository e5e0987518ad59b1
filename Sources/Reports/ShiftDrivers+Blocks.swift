import Analyses
import Embeddings
import Figures
import Statistics

extension ShiftDrivers {
  /// Items and groups of items in which the sets differ most, and both sets in a plane.
  ///
  /// - Parameter names: of the reference and the candidate.
  func blocks(
    _ context: ReportContext, encoder: String?, names: (reference: String, candidate: String)
  ) -> [Block] {
    let named = DriverNames(
      reference: names.reference, candidate: names.candidate, encoder: encoder, context: context)
    return witness.blocks(named) + clusterBlocks(named)
      + [.figure(plane.figure(context, encoder: encoder))]
  }

  /// Ids of items whose pictures are shown.
  var picturedSamples: [String] {
    (witness.topReference + witness.topCandidate).map(\.id.description)
      + (clusters ?? []).flatMap(\.typical).map(\.id.description)
  }

  private func clusterBlocks(_ names: DriverNames) -> [Block] {
    guard let clusters else {
      return [.paragraph("All rows are equal, so there are no groups to compare.")]
    }
    let pictures = names.context.hasPictures ? [Block.figure(names.grid(of: clusters))] : []
    return [
      .paragraph(
        "Groups of images alike: k-means on \((sample.reference + sample.candidate).grouped) images of "
          + "both sets together, which does not look at the set. Excess is the share of "
          + "\(names.candidate) in a cluster less that of \(names.reference), with a bootstrap interval "
          + "over units; p by permuting units, two-sided, and Holm's over all clusters."),
      .table(names.table(of: clusters)),
    ] + pictures
  }
}

/// What both sets and their figures are called.
private struct DriverNames {
  let reference: String
  let candidate: String
  let encoder: String?
  let context: ReportContext

  func table(of clusters: [ShiftCluster]) -> Table {
    Table(
      [
        .text("Cluster"), .number("Images"), .number("Of \(reference)"), .number("Of \(candidate)"),
        .number("Excess, points"), .number("95 % interval"), .number("p"), .number("p (Holm)"),
      ],
      clusters.enumerated().map { index, cluster in
        [
          "\(index + 1)", cluster.size.grouped, cluster.shareOfReference.percent,
          cluster.shareOfCandidate.percent, cluster.excess.points, cluster.interval.points,
          cluster.pValue.significant, cluster.adjustedPValue.significant,
        ]
      }, caption: "Clusters by their share of each set")
  }

  func grid(of clusters: [ShiftCluster]) -> NamedFigure {
    let names = ShortNames(clusters.flatMap(\.typical).map(\.id.description))
    let grid = ImageGrid(
      title: "Most typical images of each cluster", columns: 6,
      groups: clusters.enumerated().map { index, cluster in
        GridGroup(
          caption: "cluster \(index + 1) · \(cluster.shareOfReference.percent) of \(reference), "
            + "\(cluster.shareOfCandidate.percent) of \(candidate)",
          note: "excess \(cluster.excess.points) points, p (Holm) "
            + cluster.adjustedPValue.significant,
          cells: cluster.typical.map { cell($0, names) })
      })
    return NamedFigure(
      name: context.figureName("shift-clusters", encoder: encoder),
      figure: grid.figure(context.theme),
      caption: "The images nearest to each cluster's centre, nearest first; clusters with the "
        + "greatest excess in \(candidate) first.",
      alternative: "Picture grid of the most typical images of \(clusters.count) clusters")
  }

  private func cell(_ item: TypicalItem, _ names: ShortNames) -> GridCell {
    let id = item.id.description
    return GridCell(
      image: context.picture(id, side: item.isCandidate ? 1 : 0),
      caption: names.name(id, within: 13),
      notes: [item.isCandidate ? candidate : reference], frame: .neutral)
  }

  func grid(_ items: [WitnessedItem], isCandidate: Bool) -> NamedFigure {
    let (own, other) = isCandidate ? (candidate, reference) : (reference, candidate)
    let names = ShortNames(items.map(\.id.description))
    let grid = ImageGrid(
      title: "Images of \(own) least like \(other)", columns: 6,
      groups: items.enumerated().map { index, item in
        GridGroup(
          caption: "\(index + 1) · \(item.value.significant)", note: item.label ?? item.unit,
          cells: [
            GridCell(
              image: context.picture(item.id.description, side: isCandidate ? 1 : 0),
              caption: names.name(item.id.description, within: 13), frame: .neutral)
          ])
      })
    return NamedFigure(
      name: context.figureName(
        "shift-witness-\(isCandidate ? "candidate" : "reference")", encoder: encoder),
      figure: grid.figure(context.theme),
      caption: "The \(items.count.counting("image")) of \(own) with the "
        + "\(isCandidate ? "least" : "greatest") witness value, which stands above each.",
      alternative: "Picture grid of \(items.count.counting("image")) of \(own)")
  }
}

extension ShiftWitness {
  fileprivate func blocks(_ names: DriverNames) -> [Block] {
    let pictures =
      names.context.hasPictures
      ? [
        Block.figure(names.grid(topReference, isCandidate: false)),
        .figure(names.grid(topCandidate, isCandidate: true)),
      ] : []
    return [
      .paragraph(
        "Where the sets differ most: the witness function is the mean kernel with the items of "
          + "\(names.reference) less that with the items of \(names.candidate), its own unit left out; "
          + "it is positive where \(names.reference) is denser and negative where "
          + "\(names.candidate) is.")
    ] + pictures + [.table(table(names))]
  }

  private func table(_ names: DriverNames) -> Table {
    let short = ShortNames((topReference + topCandidate).map(\.id.description))
    return Table(
      [
        .number("#"), .text("\(names.reference), least like \(names.candidate)"),
        .number("Witness"), .text("\(names.candidate), least like \(names.reference)"),
        .number("Witness"),
      ],
      (0..<max(topReference.count, topCandidate.count)).map { index in
        ["\(index + 1)"]
          + [topReference, topCandidate].flatMap { items in
            index < items.count
              ? [
                short.name(items[index].id.description, within: 34),
                items[index].value.significant,
              ]
              : ["–", "–"]
          }
      }, caption: "Images that the sets differ by most")
  }
}

extension Double {
  /// "12.3": a difference of two shares, in hundredths.
  fileprivate var points: String { (100 * self).formatted(digits: 1) }
}

extension Interval {
  fileprivate var points: String { "[\(low.points), \(high.points)]" }
}
