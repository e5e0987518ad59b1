import Foundation
import Testing

@testable import Inference

@Suite struct InferenceRuntimeTests {
  @Test func newestVersionComesFirstAndOtherFilesAreLeft() throws {
    try withTemporaryFolder { folder in
      for version in ["2541", "20261", "bak"] {
        try write(Data(), to: folder.appending(path: "openvino/libs/libopenvino_c.so.\(version)"))
      }
      let search = LibrarySearch(kind: .openVINO, folders: [folder], environment: [:])
      let found = search.candidates.filter { $0.hasPrefix(folder.path) }
      #expect(found.map { $0.split(separator: ".").last } == ["20261", "2541"])
    }
  }

  @Test func givenFoldersComeBeforePythonsEnvironment() throws {
    try withTemporaryFolder { folder in
      let python = folder.appending(path: "lib/python3.12/site-packages/onnxruntime/capi")
      let inPython = try write(Data(), to: python.appending(path: "libonnxruntime.so.1.2.3"))
      let own = folder.appending(path: "own")
      let inOwn = try write(Data(), to: own.appending(path: "libonnxruntime.so.1.2.3"))
      let environment = ["VIRTUAL_ENV": folder.path]
      let search = LibrarySearch(kind: .onnxRuntime, folders: [own], environment: environment)
      #expect(search.candidates.prefix(2) == [inOwn.path, inPython.path])
    }
  }

  @Test(arguments: RuntimeKind.allCases)
  func anEmptyPathIsRefused(kind: RuntimeKind) {
    let error = #expect(throws: InferenceError.self) {
      try InferenceRuntime.find(kind, in: [], environment: [kind.environmentVariable: ""])
    }
    #expect(error?.description.contains("the path is empty") == true)
  }

  @Test(arguments: RuntimeKind.allCases)
  func aFileThatIsNoLibraryIsNamedWithTheRemedy(kind: RuntimeKind) throws {
    try withTemporaryFolder { folder in
      let file = try write(Data("text".utf8), to: folder.appending(path: kind.filePrefix))
      let error = #expect(throws: InferenceError.self) {
        try InferenceRuntime.find(nil, in: [], environment: [kind.environmentVariable: file.path])
      }
      #expect(error?.description.contains(file.path) == true)
      #expect(error?.description.contains("run scripts/setup or set") == true)
    }
  }

  @Test(
    arguments: [
      (RuntimeKind.openVINO, "ov_get_openvino_version"), (.onnxRuntime, "OrtGetApiBase"),
    ])
  func anotherLibraryIsRefused(kind: RuntimeKind, function: String) throws {
    let other = "libm.so.6"
    let error = #expect(throws: InferenceError.self) {
      try InferenceRuntime.find(kind, in: [], environment: [kind.environmentVariable: other])
    }
    #expect(error?.description.contains("it has no function \(function)") == true)
  }

  @Test func nothingFoundNamesThePlacesSearched() throws {
    let error = InferenceError.runtimeNotFound(nil, searched: ["/a", "/b"], tried: [])
    #expect(
      error.description == """
        OpenVINO or ONNX Runtime was not found in /a, /b; run scripts/setup or set \
        SEMBLANCE_OPENVINO or SEMBLANCE_ONNXRUNTIME to the library's full path
        """)
  }

  @Test(.enabled(if: Fetched.hasRuntimes, Fetched.remedy))
  func openVINOIsTakenFirst() throws {
    let runtime = try InferenceRuntime.find(nil, in: Fetched.runtimes, environment: [:])
    #expect(runtime.kind == .openVINO)
    #expect(runtime.version.hasPrefix("20"))
  }

  @Test(.enabled(if: Fetched.hasRuntimes, Fetched.remedy))
  func aSetVariableDecidesTheLibrary() throws {
    let path = try InferenceRuntime.find(.onnxRuntime, in: Fetched.runtimes, environment: [:]).path
    let environment = [RuntimeKind.onnxRuntime.environmentVariable: path]
    let runtime = try InferenceRuntime.find(nil, in: Fetched.runtimes, environment: environment)
    #expect(runtime.kind == .onnxRuntime)
    #expect(runtime.path == path)
    #expect(runtime.version.wholeMatch(of: /[0-9]+\.[0-9]+\.[0-9]+/) != nil)
  }
}
