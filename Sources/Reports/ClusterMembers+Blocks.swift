import Analyses
import Embeddings
import Figures
import Statistics

/// Clusters of a page of pictures, and those that are pictured; the record has all.
private let clustersOfAPage = 8
private let picturedClusters = 48
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
      page(Array(shown[start..<min(start + clustersOfAPage, shown.count)]), start, context)
    }
    var first = pages[0]
    first.further = Array(pages.dropFirst())
    return [.figure(first)]
  }

  private func page(
    _ members: [ClusterMembers], _ start: Int, _ context: ReportContext
  ) -> NamedFigure {
    let perGroup = members.flatMap { [$0.nearest.count, $0.boundary.count, $0.random.count] }.max()
    let grid = ImageGrid(
      title: "Images of each cluster", columns: 3 * max(1, perGroup ?? 1),
      groups: members.flatMap { $0.groups(context) })
    let number = start / clustersOfAPage + 1
    let name = context.figureName("clusters-members", encoder: encoder)
    return NamedFigure(
      name: number == 1 ? name : "\(name)-page-\(number < 10 ? "0" : "")\(number)",
      figure: grid.figure(context.theme),
      caption: "Of each cluster the images nearest to its centre, those at its boundary ("
        + (probabilities == nil ? "nearly as near to another centre" : "of the least probability")
        + ") and some drawn at random."
        + (clusters > picturedClusters ? " The \(picturedClusters) largest clusters." : ""),
      alternative: "Picture grid of \(members.count) clusters")
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
            + (agreement?.first.map { ", with their most frequent \($0.column)." } ?? "."),
          alternative: "Dendrogram of \(clusters) clusters"))
    ]
  }

  /// "3 · Sneaker 71.3 %".
  private func leafName(_ cluster: Int) -> String {
    let top = agreement?.first?.composition.first { $0.cluster == cluster }
    return "\(cluster + 1)"
      + (top.map { " · \($0.value.shortened(to: 14)) \($0.share.percent)" } ?? "")
  }
}

extension ClusterMembers {
  /// Three groups that stand beside each other, also where one is empty.
  fileprivate func groups(_ context: ReportContext) -> [GridGroup] {
    let name = cluster.map { "cluster \($0 + 1)" } ?? "noise"
    guard cluster != nil else {
      return [
        GridGroup(caption: "\(name) · \(size.grouped)", cells: random.map { $0.cell(context) })
      ]
    }
    return [
      ("\(name) · \(size.grouped)", nearest), ("boundary", boundary), ("random", random),
    ].map { caption, members in
      GridGroup(caption: caption, cells: members.map { $0.cell(context) })
    }
  }
}

extension ClusterMember {
  fileprivate func cell(_ context: ReportContext) -> GridCell {
    GridCell(
      image: context.picture(id.description, side: 0),
      caption: label.map { $0.count > 6 ? $0.prefix(5) + "…" : $0 } ?? "",
      frame: .neutral)
  }
}
