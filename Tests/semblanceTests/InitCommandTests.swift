import Foundation
import TestSupport
import Testing

/// What is written for a folder of medical images runs as it is.
@Suite struct InitCommandTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
  }

  /// Writes a first plan for the folder `scans` and carries it out.
  private func carriedOut() throws -> (first: Command, run: Command, dataset: [String: Any]) {
    let first = try Command(["init", "scans", "-o", "experiments/first"], in: folder.url)
    let run = try Command(["run", "experiments/first/plan.yaml", "--quiet"], in: folder.url)
    let record = try Data(contentsOf: folder.url.appending(path: "reports/first/run.json"))
    let found = try JSONSerialization.jsonObject(with: record) as? [String: Any]
    return (first, run, try #require(found?["dataset"] as? [String: Any]))
  }

  @Test func aFirstPlanForDICOMRuns() throws {
    for patient in 0..<3 {
      for slice in 0..<4 {
        let file = DICOMBytes(
          patient: "P-\(patient)", study: "1.2.\(patient)", value: UInt8(60 * patient + 7 * slice))
        try folder.write(file.bytes, to: "scans/P-\(patient)/\(slice).dcm")
      }
    }
    try folder.write(Array(DICOMBytes().bytes.dropLast(5)), to: "scans/broken.dcm")
    let (first, run, dataset) = try carriedOut()
    #expect(first.status == 0 && first.output.contains("source: dicom"), "\(first.error)")
    #expect(run.status == 0, "\(run.error)")
    #expect(dataset["images"] as? Int == 12)
    #expect((dataset["unreadable"] as? [Any])?.count == 1)
    #expect(run.error.contains("broken.dcm"))
  }

  @Test func aFirstPlanForNIfTIRuns() throws {
    for volume in 0..<3 {
      let voxels = (0..<96).map { UInt8(($0 * (2 * volume + 3)) & 255) }
      try folder.write(
        NIfTIBytes(size: [4, 6, 4], voxels: voxels).bytes, to: "scans/\(volume).nii")
    }
    let (first, run, dataset) = try carriedOut()
    #expect(first.status == 0 && first.output.contains("source: nifti"), "\(first.error)")
    #expect(run.status == 0, "\(run.error)")
    #expect(dataset["images"] as? Int == 12)
  }
}
