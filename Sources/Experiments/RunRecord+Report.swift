import Analyses
import Datasets
import Embeddings
import Figures
import Images
import LinearAlgebra
import Reports

extension RunRecord {
  /// The report of this run.
  ///
  /// - Parameter pictures: of the samples that results show, by id.
  func report(pictures: [String: Bitmap]) -> Report {
    let context = ReportContext(pictures: pictures)
    let answers = results.map { $0.section(context, among: results) }
    return Report(
      title: plan.title, question: plan.question,
      sections: [dataSection] + gateSection + answers + [settings])
  }

  private var dataSection: Section {
    let unreadableTable = Table(
      [.init("Unreadable file"), .init("Reason")],
      dataset.unreadable.prefix(20).map { [$0.path, $0.reason] })
    let unreadable: [Block] =
      dataset.unreadable.isEmpty
      ? []
      : [
        .warning(
          finding: "\(dataset.unreadable.count) files could not be read and were left out",
          remedy: "mend or remove them; run.json lists all"),
        .table(unreadableTable),
      ]
    return Section("Data", unreadable + noteWarnings + [.table(columnTable)] + noteTable)
  }

  private var noteWarnings: [Block] {
    (dataset.notes ?? []).compactMap { count in
      count.note.remedy.map { remedy in
        .warning(finding: "\(count.images) images: \(count.note.sentence)", remedy: remedy)
      }
    }
  }

  private var noteTable: [Block] {
    let notes = dataset.notes ?? []
    guard !notes.isEmpty else { return [] }
    return [
      .table(
        Table(
          [.init("While decoding"), .init("Images")],
          notes.map { [$0.note.sentence, "\($0.images)"] }))
    ]
  }

  private var columnTable: Table {
    let rows = dataset.columns.filter { $0.values.count <= 30 }.map { column in
      [column.name, column.values.map { "\($0.name) \($0.count)" }.joined(separator: " · ")]
    }
    return Table(
      [.init("Property"), .init("Value")],
      [
        ["data set", dataset.name], ["images", "\(dataset.images)"],
        ["fingerprint (SHA-256)", dataset.fingerprint],
      ] + decodingRows + rows)
  }

  /// What was asked for beyond the usual.
  private var decodingRows: [[String]] {
    guard let decoding = dataset.decoding else { return [] }
    let standard = DecodingOptions.standard
    let window = decoding.window.map { "center \($0.center), width \($0.width)" }
    return [
      decoding.alpha == standard.alpha ? nil : ["alpha", decoding.alpha.rawValue],
      decoding.jpegScale == standard.jpegScale ? nil : ["JPEG scale", decoding.jpegScale.rawValue],
      window.map { ["window", $0] },
    ].compactMap { $0 }
  }

  private var settings: Section {
    let encoderRows = encoders.map { id in
      [
        id.name, id.preprocessing, id.runtime ?? "–",
        id.weights.map { String($0.prefix(16)) } ?? "–",
      ]
    }
    return Section(
      "Settings",
      [
        .table(
          Table(
            [
              .init("Encoder"), .init("Preprocessing"), .init("Runtime"),
              .init("Weights (SHA-256)"),
            ],
            encoderRows)),
        .table(
          Table(
            [.init("Setting"), .init("Value")],
            [
              ["seed", "\(plan.seed)"], ["random generator", randomGenerator],
              ["program", "semblance \(program)"],
              [
                "linear algebra",
                "\(blas.configuration), kernel \(blas.core), \(blasThreads) threads",
              ],
            ])),
      ])
  }
}
