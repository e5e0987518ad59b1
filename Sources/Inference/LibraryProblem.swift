import CInference

/// A failure as the library or the loader words it.
struct LibraryProblem: Error {
  let text: String

  /// Takes over a text of the C shim; nil stands for success.
  init?(_ text: UnsafeMutablePointer<CChar>?) {
    guard let text = unsafe text else { return nil }
    defer { unsafe inference_release_text(text) }
    unsafe self.text = String(cString: text)
  }
}
