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
    Report(
      title: plan.title, question: plan.question, results: results,
      ReportContext(pictures: pictures), gates: gateSection, data: dataSection,
      preparation: preparation, settings: settings)
  }

  /// What was done before any question, in the words of a paper.
  private var preparation: Prose {
    let data =
      "The data are \(dataset.images) images of \(dataset.name) (SHA-256 \(dataset.fingerprint.prefix(16))…)."
    let models = encoders.map { "\($0.name) (\($0.preprocessing))" }.joined(separator: "; ")
    let vectors = encoders.isEmpty ? "" : " They were embedded by \(models)."
    return Prose(
      "\(data)\(vectors) All computations are those of semblance \(program) with the seed \(plan.seed) and the "
        + "random generator \(randomGenerator).")
  }

  private var dataSection: Section {
    let unreadableTable = Table(
      [.init("Unreadable file"), .init("Reason")],
      dataset.unreadable.prefix(20).map { [$0.path, $0.reason] },
      caption: "Files that could not be read")
    let unreadable: [Block] =
      dataset.unreadable.isEmpty
      ? []
      : [
        .warning(
          finding: "files that could not be read and were left out: \(dataset.unreadable.count)",
          remedy: "mend or remove them; run.json lists all"),
        .table(unreadableTable),
      ]
    let pseudonyms: [Block] =
      hasPseudonyms == true
      ? [.paragraph("Images, groups and texts go by pseudonyms, and no picture is shown.")] : []
    return Section(
      "Data", pseudonyms + unreadable + noteWarnings + [.table(columnTable)] + noteTable)
  }

  private var noteWarnings: [Block] {
    (dataset.notes ?? []).compactMap { count in
      count.note.remedy.map { remedy in
        .warning(finding: "\(count.note.sentence) (images: \(count.images))", remedy: remedy)
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
          notes.map { [$0.note.sentence, "\($0.images)"] }, caption: "What decoding had to decide"))
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
      ] + decodingRows + rows, caption: "What was loaded")
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
            encoderRows, caption: "Encoders")),
        .table(
          Table(
            [.init("Setting"), .init("Value")],
            [
              ["random generator", randomGenerator], ["plan in git", planVersion?.text ?? "–"],
              ["program", "semblance \(program)"],
              [
                "linear algebra",
                "\(blas.configuration), kernel \(blas.core), threads: \(blasThreads)",
              ],
            ], caption: "What computed")),
        .table(
          Table(
            [.init("Key of the plan"), .init("Value")],
            plan.settings.map { [$0.path, $0.value] },
            caption: "The plan, with every default")),
      ])
  }
}
