internal import CSimilarity
internal import Foundation

/// What a CPU offers the kernels that find close points; each includes those before it.
public enum InstructionSet: Int, Sendable, Codable, CaseIterable, Comparable {
  case scalar
  /// With FMA.
  case avx2
  case avx512
  /// Products of bytes.
  case vnni
  /// Matrix registers for bytes.
  case amx

  /// The best of this machine, or what the environment variable SEMBLANCE_INSTRUCTIONS names when
  /// that is less.
  public static let best: InstructionSet = {
    let machine = InstructionSet(rawValue: Int(similarity_best_level().rawValue)) ?? .scalar
    let wanted = ProcessInfo.processInfo.environment["SEMBLANCE_INSTRUCTIONS"]
    return allCases.first { "\($0)" == wanted }.map { min($0, machine) } ?? machine
  }()

  public static func < (a: InstructionSet, b: InstructionSet) -> Bool { a.rawValue < b.rawValue }

  var level: similarity_level { similarity_level(UInt32(rawValue)) }
}
