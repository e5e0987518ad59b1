import Datasets
import Foundation
import TestSupport
import Testing

@Suite struct DatasetProfileTests {
  private let folder: TemporaryFolder
  private let columns = "path,label,split,patient,site,caption,age\n"

  init() throws {
    folder = try TemporaryFolder()
    for index in 1...4 { try folder.write(try picture(UInt8(index)), to: "\(index).png") }
    try folder.write(try picture(1), to: "copy.png")
    try folder.write("no picture", to: "broken.png")
  }

  private func profile(_ rows: String) async throws -> DatasetProfile {
    let file = try folder.write(columns + rows, to: "table.csv")
    let (dataset, repeated) = try await Dataset.loadFirstOfEachID(
      name: "test", from: try ManifestSource(table: file), seed: 0
    ) { _, _ in }
    return DatasetProfile(dataset, repeatedIDs: repeated)
  }

  @Test func aSoundDataSetHasNoFindings() async throws {
    let profile = try await profile(
      "1.png,cat,train,p1,a,one,3\n2.png,cat,train,p1,b,two,4\n3.png,dog,test,p2,a,three,3\n")
    #expect(ProfileFinding.allCases.allSatisfy { profile.count($0) == 0 })
    #expect(profile.images == 3)
    let counts = Dictionary(uniqueKeysWithValues: profile.columns.map { ($0.column, $0.values) })
    #expect(counts["label"]?.map(\.value) == ["cat", "dog"])
    #expect(counts["label"]?.map(\.count) == [2, 1])
    #expect(counts["group"]?.map(\.value) == ["p1", "p2"])
    #expect(counts["age"]?.map(\.count) == [2, 1])
    #expect(profile.sizes?.distinct == 1 && profile.sizes?.frequent[0].value == "4 × 4")
    #expect(profile.modes.map(\.value) == ["grey"])
  }

  @Test func everythingWrongIsFound() async throws {
    let profile = try await profile(
      """
      1.png,cat,train,p1,a,one,3
      1.png,cat,train,p1,a,one,3
      copy.png,dog,test,p1,a,,3
      2.png,,test,p2,a,two,
      broken.png,cat,test,p3,a,three,
      gone.png,cat,test,p3,a,three,

      """)
    #expect(profile.unreadable.map(\.path) == ["broken.png", "gone.png"])
    #expect(profile.repeatedIDs.map(\.value) == ["1.png"] && profile.repeatedIDs[0].count == 2)
    #expect(profile.identicalPixels == [["1.png", "copy.png"]])
    #expect(profile.identicalFiles == [["1.png", "copy.png"]])
    #expect(profile.leaks == [["1.png", "copy.png"]])
    #expect(profile.labelConflicts == [["1.png", "copy.png"]])
    #expect(profile.splitGroups.map(\.group) == ["p1"])
    #expect(profile.count(.missingLabels) == 1 && profile.count(.missingCaptions) == 1)
    #expect(profile.count(.duplicates) == 2 && profile.count(.leaks) == 2)
    #expect(profile.count(.labelConflicts) == 2)
  }

  @Test func copiesWithinASplitAreNoLeak() async throws {
    let profile = try await profile("1.png,cat,train,,,,\ncopy.png,cat,train,,,,\n")
    #expect(profile.count(.duplicates) == 2 && profile.count(.leaks) == 0)
    #expect(profile.count(.labelConflicts) == 0)
  }
}
