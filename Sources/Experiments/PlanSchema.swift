import Analyses
public import Foundation

/// What a plan may say, for editors.
public enum PlanSchema {
  /// JSON Schema of draft 2020-12, with every key that a plan takes, its meaning, bounds and default.
  public static func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(Document()) + Data("\n".utf8)
  }

  private struct Document: Encodable {
    func encode(to encoder: any Encoder) throws {
      try SettingsShape.map(keys).encode(to: encoder)
      var words = encoder.container(keyedBy: Word.self)
      try words.encode("https://json-schema.org/draft/2020-12/schema", forKey: .schema)
      try words.encode("A plan of semblance", forKey: .title)
    }

    private enum Word: String, CodingKey {
      case schema = "$schema"
      case title
    }
  }

  private static let limits = 1...1_000_000_000

  static let keys: [SettingsKey] = [
    // Either may stand in an included file, so that neither is needed here.
    SettingsKey("title", .text, "Head of the report; needed."),
    SettingsKey("question", .text, "What the experiment asks, below the title.", standard: ""),
    SettingsKey(
      "dataset", .text, "Path of a dataset.yaml, relative to the plan; needed."),
    SettingsKey(
      "limit", .either([.words(["none"]), .integer(limits), .named(.integer(limits))]),
      "Images of each split at most, or of the splits named: a seeded choice by id.",
      standard: "none"),
    SettingsKey(
      "compare", .map(comparison),
      "The two parts that leakage and shift hold against each other."),
    SettingsKey(
      "encoders", .oneOrMore(.text),
      "Models, name@checkpoint or name@* of a series, encoders without weights as pixels-32; needed."
    ),
    SettingsKey(
      "seed", .integer(0...Int.max), "Of every random choice.",
      standard: ExperimentPlan.standardSeed),
    SettingsKey("pictures", .flag, "Whether pictures of samples may be shown.", standard: true),
    SettingsKey(
      "pictured_pairs", .integer(1...1_000),
      "Pairs that leakage pictures at most, and as many whose labels differ.",
      standard: PairExamples.standardCount),
    SettingsKey(
      "analyses", .map(analyses), "The questions, in the order of the report; at least one."),
    SettingsKey(
      "gates", .list(.either([.text, .map(waivedGate)])),
      "Conditions that are to hold, as leakage.leak_rate.high < 0.01; else the exit code is 2."),
    SettingsKey(
      "fail_on", .list(.text), "Conditions that are not to hold of any encoder."),
    SettingsKey(
      "accepted", .text, "A list of accepted pairs, relative to the plan: gates do not count them."),
    SettingsKey("tracking", .map(tracking), "Where the run is sent after it was written."),
    SettingsKey(
      "include", .oneOrMore(.text),
      "Plans to take keys from, relative to this file; what stands here wins."),
    SettingsKey(
      "environment", .either([.list(.text), .named(.either([.text, .nothing]))]),
      "Variables that values may name as ${NAME}: a list, or a map to what stands for those not set."
    ),
    SettingsKey(
      "matrix", .named(.either([.list(.anything), .named(.anything)])),
      "A run for each combination: from a key's path to its values, or to a map from name to value."
    ),
  ]

  private static let comparison = [
    SettingsKey(
      "by", .choice(PartColumn.self), "The column that tells the parts apart.", isNeeded: true),
    SettingsKey("reference", .text, "The part that is held to be right.", isNeeded: true),
    SettingsKey("candidate", .text, "The part that is judged.", isNeeded: true),
  ]

  private static let waivedGate = [
    SettingsKey("gate", .text, "The condition.", isNeeded: true),
    SettingsKey("waived_until", .text, "A day, as 2026-12-31.", isNeeded: true),
    SettingsKey("reason", .text, "Why it need not hold until then.", isNeeded: true),
  ]

  private static let tracking = [
    SettingsKey(
      "mlflow",
      .map([
        SettingsKey("uri", .text, "Of the server, as http://127.0.0.1:5000.", isNeeded: true),
        SettingsKey("experiment", .text, "Its name; the plan's title."),
        SettingsKey(
          "register", .flag, "Whether encoders become registered models.", standard: false),
      ]), "An experiment of an MLflow server.", isNeeded: true)
  ]
}
