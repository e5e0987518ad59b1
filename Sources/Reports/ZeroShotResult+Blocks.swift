import Analyses
import Figures
import Statistics

extension ZeroShotResult {
  func blocks(_ context: ReportContext, encoder: String?) -> [Block] {
    [.paragraph(text), .table(metricTable)] + (nonsense.map { [.paragraph($0.text)] } ?? [])
      + [.table(classTable), .figure(confusionFigure(context, encoder: encoder))]
  }

  private var text: String {
    let others =
      otherLabels.isEmpty
      ? ""
      : " Images of \(otherLabels.count.counting("label")) without a class are left out "
        + "(\(otherLabels.prefix(3).joined(separator: ", "))\(otherLabels.count > 3 ? ", …" : ""))."
    let means =
      classesOfOneUnit == 0
      ? ""
      : " Means over classes have no interval: the images of "
        + "\(classesOfOneUnit.counting("class", plural: "classes")) are all of one group."
    return "Zero-shot classification of \(items.counting("image")) into "
      + "\(classes.count.counting("class", plural: "classes")): a class is the mean of the vectors of its "
      + "prompts, each of length 1, and an image is given the class of the highest cosine.\(others)\(means) The "
      + "largest class has \(majority.percent) of the images."
  }

  private var metricTable: Table {
    Table(
      [.text("Measure"), .number("Value"), .number("95 % interval"), .number("Chance")],
      metrics.map {
        [
          $0.name.title, $0.value.percent,
          $0.interval?.percentText ?? "–", $0.chance?.percent ?? "–",
        ]
      }, caption: "Zero-shot classification")
  }

  private var classTable: Table {
    Table(
      [
        .text("Class"), .text("Prompts"), .number("n"), .number("Recall"), .number("95 % interval"),
      ],
      classes.map {
        [
          $0.name,
          $0.prompts.prefix(2).joined(separator: "; ") + ($0.prompts.count > 2 ? "; …" : ""),
          $0.items.grouped, $0.recall?.percent ?? "–", $0.interval?.percentText ?? "–",
        ]
      }, caption: "Zero-shot classification by class")
  }

  private func confusionFigure(_ context: ReportContext, encoder: String?) -> NamedFigure {
    let shares = confusion.map { row in
      let all = Double(max(1, row.reduce(0, +)))
      return row.map { Double($0) / all }
    }
    let tree = confusionTree(shares)
    let order = tree?.order ?? Array(classes.indices)
    let map = HeatMap(
      title: "Given class by label", values: order.map { row in order.map { shares[row][$0] } },
      valueLabel: "share of the label's images", range: 0...1,
      rowGroups: order.map { GroupSpan(name: classes[$0].name, count: 1) },
      tree: tree?.drawn.reordered, treeLabel: tree == nil ? "" : "1 − confusion",
      digits: classes.count <= 12 ? 2 : nil)
    return NamedFigure(
      name: context.figureName("text-classes", encoder: encoder), figure: map.figure(context.theme),
      caption: "Of the images of each label (down), the share that was given each class (across)"
        + (tree == nil
          ? "."
          : ", in the order of their tree (above): average linkage of 1 less the mean of both shares "
            + "of two classes that are given the other."),
      alternative: "Confusion matrix of zero-shot classes")
  }

  /// Classes that are taken for each other side by side; nil for two, whose order says nothing, and for
  /// numbers, which have their own.
  private func confusionTree(_ shares: [[Double]]) -> Linkage? {
    guard classes.count > 2, !classes.allSatisfy({ Double($0.name) != nil }) else { return nil }
    return averageLinkage(
      classes.indices.map { a in
        classes.indices.map { b in 1 - (shares[a][b] + shares[b][a]) / 2 }
      })
  }
}

extension ZeroShotResult.Nonsense {
  fileprivate var text: String {
    "Meaningless words in place of the classes' names (\(example.joined(separator: ", ")), …), "
      + "\(values.count) draws: balanced accuracy \(mean.percent) on average and \(highest.percent) at "
      + "best; p = \(pValue.significant) that the names say no more than such words."
  }
}
