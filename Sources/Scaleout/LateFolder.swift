/// A folder of parts that takes none in the first seconds of a loop, which are not worth keeping.
struct LateFolder: Sendable {
  private let folder: PartFolder
  private let start = ContinuousClock.now
  private let patience: Double

  init(_ folder: PartFolder, after patience: Double) {
    (self.folder, self.patience) = (folder, patience)
  }

  func parts(of loop: PartLoop) -> [Int] { folder.parts(of: loop) }

  func value(_ part: Int, of loop: PartLoop) -> [UInt8]? { folder.value(part, of: loop) }

  /// One that is there and whole stays as it is.
  func keep(_ value: [UInt8], _ part: Int, of loop: PartLoop) {
    guard start.duration(to: .now) >= .seconds(patience), folder.value(part, of: loop) == nil
    else { return }
    // What cannot be kept is computed again by a job that goes on from here; this one has it.
    try? folder.keep(value, part, of: loop)
  }
}
