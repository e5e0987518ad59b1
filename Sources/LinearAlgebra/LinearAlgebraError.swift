/// What LAPACK could not do.
public enum LinearAlgebraError: Error, Equatable, CustomStringConvertible {
  case noConvergence(routine: String, info: Int)
  case notFinite(routine: String)

  public var description: String {
    switch self {
    case .noConvergence(let routine, let info):
      "LAPACK \(routine) stopped with info \(info); look for huge or constant columns in the data"
    case .notFinite(let routine):
      "LAPACK \(routine) was given a matrix with NaN or infinite numbers; remove those rows first"
    }
  }
}
