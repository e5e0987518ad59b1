import Analyses
import Embeddings
import Figures
import Statistics

/// Clusters of a page of pictures, and those that are pictured; the record has all.
private let clustersOfAPage = 8
private let picturedClusters = 48
/// Labels that colours and dashes of frames tell apart.
private let framedLabelsAtMost = 20
/// Leaves of a dendrogram that can be read.
private let largestTree = 80

extension ClustersResult {
  /// Ids of items whose pictures are shown.
  var picturedSamples: [String] { pictured.flatMap(\.shown).map(\.id.description) }

  /// The largest, and noise.
  private var pictured: [ClusterMembers] {
    let (groups, noise) = ((members ?? []).filter { $0.cluster != nil }, (members ?? []).last)
    return groups.prefix(picturedClusters)
      + (noise?.cluster == nil ? [noise].compactMap(\.self) : [])
  }

  func memberBlocks(_ context: ReportContext) -> [Block] {
    let shown = pictured
    guard context.hasPictures, !shown.isEmpty else { return [] }
    let pages = stride(from: 0, to: shown.count, by: clustersOfAPage).map { start in
      page(start..<min(start + clustersOfAPage, shown.count), of: shown, context)
    }
    var first = pages[0]
    first.further = Array(pages.dropFirst())
    return [.figure(first)]
  }

  /// Labels that frames show: of all pages alike, and none where there are too many to tell apart.
  private func framedLabels(_ shown: [ClusterMembers]) -> [String] {
    let labels = shown.flatMap(\.shown).compactMap(\.label).inReadingOrder
    return labels.count <= framedLabelsAtMost ? labels : []
  }

  private func page(
    _ range: Range<Int>, of shown: [ClusterMembers], _ context: ReportContext
  ) -> NamedFigure {
    let labels = framedLabels(shown)
    let fullest = shown.flatMap(\.columns).map(\.count).max() ?? 1
    let pages = (shown.count + clustersOfAPage - 1) / clustersOfAPage
    let number = range.lowerBound / clustersOfAPage + 1
    let table = PictureTable(
      title: "Images of each cluster" + (pages > 1 ? ", page \(number) of \(pages)" : ""),
      columns: ["nearest", "boundary", "random"],
      rows: shown[range].map { $0.row(context, labels) }, cells: max(3, fullest), groups: labels)
    let name = context.figureName("clusters-members", encoder: encoder)
    return NamedFigure(
      name: number == 1 ? name : "\(name)-page-\(number < 10 ? "0" : "")\(number)",
      figure: table.figure(context.theme),
      caption:
        "Of each cluster, with its number of images, those nearest to its centre, those at its "
        + "boundary ("
        + (probabilities == nil ? "nearly as near to another centre" : "of the least probability")
        + ") and some drawn at random" + (labels.isEmpty ? "." : "; frames show labels.")
        + (clusters > picturedClusters ? " The \(picturedClusters) largest clusters." : ""),
      alternative: "Picture grid of \(range.count) clusters")
  }

  func treeBlocks(_ context: ReportContext) -> [Block] {
    guard let tree, clusters > 2, clusters <= largestTree else { return [] }
    let chart = Dendrogram(
      title: "Clusters by the distance of their centres", xLabel: "mean distance between centres",
      names: (0..<clusters).map(leafName),
      tree: Tree(tree.merges.map { Tree.Merge($0.a, $0.b, height: $0.height) }))
    return [
      .figure(
        NamedFigure(
          name: context.figureName("clusters-tree", encoder: encoder),
          figure: chart.figure(context.theme),
          caption: "Clusters joined by the mean distance between their centres, nearest first "
            + "(average linkage)"
            + (agreement?.first.map {
              "; behind each its most frequent \($0.column) and the share that has it."
            } ?? "."),
          alternative: "Dendrogram of \(clusters) clusters"))
    ]
  }

  /// "cluster 3: Sneaker (71 %)".
  private func leafName(_ cluster: Int) -> String {
    let top = agreement?.first?.composition.first { $0.cluster == cluster }
    return "cluster \(cluster + 1)"
      + (top.map {
        ": \($0.value.shortened(to: 20)) (\((100 * $0.share).formatted(digits: 0)) %)"
      } ?? "")
  }
}

extension ClusterMembers {
  /// Noise has no centre, and so no boundary.
  fileprivate var columns: [[ClusterMember]] {
    cluster == nil ? [[], [], random] : [nearest, boundary, random]
  }

  fileprivate func row(_ context: ReportContext, _ labels: [String]) -> PictureTable.Row {
    PictureTable.Row(
      name: cluster.map { "cluster \($0 + 1)" } ?? "noise", note: size.counting("image"),
      columns: columns.map { members in
        members.map { member in
          PictureTable.Cell(
            image: context.picture(member.id.description, side: 0),
            group: member.label.flatMap(labels.firstIndex))
        }
      })
  }
}
