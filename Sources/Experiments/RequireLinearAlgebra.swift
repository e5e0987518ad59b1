public import LinearAlgebra

/// The linear algebra library, or an error that says what to install. Called before any work.
@discardableResult
public func requireLinearAlgebra() throws(SettingsError) -> BLAS {
  guard let library = BLAS.loaded else {
    throw .unreadable(
      file: "OpenBLAS", reason: BLAS.problem ?? "not loaded",
      remedy: "or run scripts/setup")
  }
  return library
}
