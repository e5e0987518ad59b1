import Analyses
import Figures
import Statistics

extension EncoderRepresentation {
  /// How encoders lay out the items, and how alike they are.
  func blocks(_ context: ReportContext) -> [Block] {
    [.paragraph(geometryText), .table(geometryTable)]
      + (pairs.isEmpty ? [] : [.paragraph(pairText), .table(pairTable)])
      + (tree.map { [.figure(heatMap($0, context))] } ?? [])
  }

  private var count: String {
    items < itemsInAll
      ? "\(items.counting("image")) of \(itemsInAll.grouped), drawn at random in whole units,"
      : "\(items.counting("image"))"
  }

  private var geometryText: String {
    let pairs =
      switch encoders.lazy.compactMap(\.alignedBy).first {
      case .group?: "images of the same group"
      case .label?: "images of the same label"
      case nil: "images that belong together (none are known)"
      }
    return
      "The layout of \(count) by each encoder. Effective rank (RankMe, Garrido et al. 2023) is e "
      + "to the entropy of the singular values of the vectors as given: the number of directions in "
      + "use, at most the smaller of images and numbers. Alignment is the mean squared distance of "
      + "\(pairs), uniformity the logarithm of the mean of e^(−2 · squared distance) of any two "
      + "(Wang and Isola 2020), both of vectors scaled to length 1; lower is nearer, and more even. "
      + "They describe an encoder; that one is lower does not make it the better one."
  }

  private var geometryTable: Table {
    Table(
      [
        .text("Encoder"), .number("n"), .number("d"), .number("Effective rank"),
        .number("Alignment"), .number("Pairs aligned"), .number("Uniformity"),
      ],
      encoders.map {
        [
          $0.name, items.grouped, $0.dimension.grouped,
          $0.effectiveRank?.formatted(digits: 1) ?? "–",
          $0.alignment?.value.formatted(digits: 3) ?? "–", $0.alignment?.pairs.grouped ?? "–",
          $0.uniformity?.formatted(digits: 3) ?? "–",
        ]
      }, caption: "Geometry of each encoder's vectors")
  }

  private var pairText: String {
    let spread =
      resampledItems < items
      ? "on \(resampledItems.grouped) images, scaled to all" : "on all of them"
    return
      "How alike encoders are on \(count) whatever their scales. CKA is centred kernel alignment, "
      + "debiased (unbiased HSIC, Song et al. 2012), by the linear kernel and by Gaussian kernels of "
      + "the median distance: 1 is the same layout up to rotation and scale, 0 is unrelated; its "
      + "interval is a distinct-row bootstrap over \(unit)s \(spread). Mutual neighbours is the share "
      + "of an image's \(neighbors) nearest that both encoders name "
      + "(\(neighborsByChance.percent) by chance). Procrustes is the orthogonal Procrustes distance of "
      + "centred vectors of total length 1: 0 is the same up to rotation and scale, 1.414 shares "
      + "nothing. Both CKA and Procrustes weigh directions by their variance."
  }

  private var pairTable: Table {
    let dimensions = Dictionary(
      encoders.map { ($0.name, $0.dimension.grouped) }, uniquingKeysWith: { first, _ in first })
    return Table(
      [
        .text("a"), .text("b"), .number("n"), .number("d of a, b"), .number("CKA, linear"),
        .number("95 % interval"), .number("CKA, Gaussian"), .number("Mutual neighbours"),
        .number("95 % interval"), .number("Procrustes"),
      ],
      pairs.map {
        [
          $0.a, $0.b, items.grouped, "\(dimensions[$0.a] ?? "–"), \(dimensions[$0.b] ?? "–")",
          $0.ckaDebiased.formatted(digits: 4), $0.ckaInterval?.fourDigits ?? "–",
          $0.ckaGaussian?.formatted(digits: 4) ?? "–", $0.mutualNeighbors?.percent ?? "–",
          $0.mutualNeighborsInterval?.percentText ?? "–", $0.procrustes.formatted(digits: 4),
        ]
      }, caption: "Similarity of the spaces of two encoders")
  }

  private func heatMap(_ tree: Linkage, _ context: ReportContext) -> NamedFigure {
    let names = tree.order.map { comparedEncoders[$0] }
    let values = names.map { a in
      names.map { b in a == b ? 1 : pairs.first { $0.joins(a, b) }?.ckaDebiased ?? .nan }
    }
    let least = values.joined().min() ?? 0
    let chart = HeatMap(
      title: "Debiased CKA of encoders", values: values, valueLabel: "CKA",
      range: min(0, least)...1, rowGroups: names.map { GroupSpan(name: $0, count: 1) },
      tree: tree.drawn.reordered, treeLabel: "1 − CKA", digits: names.count <= 12 ? 2 : nil)
    return NamedFigure(
      name: context.figureName("encoders-cka", encoder: nil),
      figure: chart.figure(context.theme),
      caption:
        "Debiased linear CKA of every two of \(names.count) encoders, in the order of their tree "
        + "(average linkage of 1 − CKA, above).",
      alternative: "Heat map of CKA, least \(least.significant)")
  }
}
