import Datasets
import Foundation
import TestSupport
import Testing

/// Sources that name files which stand elsewhere.
@Suite struct ListedSourceTests {
  private let folder: TemporaryFolder

  init() throws {
    folder = try TemporaryFolder()
    for index in 1...3 { try folder.write(try picture(UInt8(index)), to: "images/\(index).png") }
  }

  @Test func aListNamesOneFileALine() async throws {
    let list = try folder.write("images/2.png\r\n\nimages/1.png\ngone.png\n", to: "list.txt")
    let dataset = try await load(ListSource(file: list))
    #expect(dataset.samples.map(\.id) == ["images/1.png", "images/2.png"])
    #expect(dataset.unreadable.map(\.path) == ["gone.png"])
  }

  @Test func theLargestObjectLabelsAPicture() async throws {
    let instances = """
      {"images": [{"id": 1, "file_name": "1.png"}, {"id": 2, "file_name": "2.png"},
                  {"id": "x", "file_name": "3.png"}],
       "categories": [{"id": 7, "name": "ear"}, {"id": 8, "name": "cat"}],
       "annotations": [{"image_id": 1, "category_id": 7, "area": 15.5},
                       {"image_id": 1, "category_id": 8, "bbox": [0, 0, 4, 4]},
                       {"image_id": "x", "category_id": 9}]}
      """
    let captions = """
      {"images": [{"id": 2, "file_name": "2.png"}],
       "annotations": [{"image_id": 2, "caption": " two \\n"}, {"image_id": 2, "caption": "no"}]}
      """
    let files = [
      try folder.write(instances, to: "images/instances.json"),
      try folder.write(captions, to: "captions.json"),
    ]
    let dataset = try await load(COCOSource(files: files))
    #expect(dataset.samples.map(\.id) == ["1.png", "2.png", "3.png"])
    #expect(dataset.samples.map(\.label) == ["cat", nil, "9"])
    #expect(dataset.samples.map(\.caption) == [nil, "two", nil])
    #expect(dataset.samples[0].attributes == ["objects": "2", "categories": "cat|ear"])
  }

  @Test func anotherJSONIsNoCOCO() async throws {
    let file = try folder.write(#"{"images": [{"id": 1}]}"#, to: "a.json")
    await #expect(
      throws: DatasetError.malformed(
        path: file.path, line: nil,
        finding: "not a COCO file (no key file_name in images.Index 0)",
        remedy: "it needs images with id and file_name, annotations with image_id")
    ) { try await load(COCOSource(files: [file])) }
  }

  @Test func tablesAreReadByTheirUsualHeadings() async throws {
    let table = "ID,Image,Label,patient_id,mask,age,empty\na,images/1.png,cat,p1,images/2.png,41,\n"
    let file = try folder.write(table, to: "table.csv")
    let sample = try #require(try await load(ManifestSource(table: file)).samples.first)
    #expect(sample.id == "a" && sample.label == "cat" && sample.group == "p1")
    #expect(sample.attributes == ["age": "41"])
    guard case .file(let mask, _) = sample.mask else {
      Issue.record("no mask")
      return
    }
    #expect(mask.lastPathComponent == "2.png")
  }

  @Test func headingsMayBeNamed() async throws {
    let file = try folder.write("photo\tdiagnosis\tlabel\nimages/1.png\tflu\tx\n", to: "table.tsv")
    let error = #expect(throws: DatasetError.self) { try ManifestSource(table: file) }
    #expect(error?.description.contains("no column of paths among photo, diagnosis, label") == true)
    let source = try ManifestSource(table: file, columns: [.path: "photo", .label: "diagnosis"])
    let sample = try #require(try await load(source).samples.first)
    #expect(sample.label == "flu" && sample.attributes == ["label": "x"])
  }

  @Test func patternsCountWithLeadingZeros() throws {
    let names = try FilePattern("/d/s-{008..011}.{tar,tgz}").files().map(\.lastPathComponent)
    #expect(names.count == 8 && names[0] == "s-008.tar" && names[7] == "s-011.tgz")
    let found = try FilePattern(folder.url.path + "/images/*.png").files()
    #expect(found.map(\.lastPathComponent) == ["1.png", "2.png", "3.png"])
    #expect(throws: DatasetError.self) { try FilePattern("{0..9999999}.tar").files() }
    #expect(throws: DatasetError.self) { try FilePattern("{0..3.tar").files() }
    #expect(throws: DatasetError.self) {
      try FilePattern(folder.url.path + "/*.tar").files()
    }
  }
}
