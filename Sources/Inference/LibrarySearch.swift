import Foundation

/// Where a library may lie, in the order of search.
struct LibrarySearch {
  /// What was looked at, for a person.
  let places: [String]
  /// Library files that exist, the preferred one first.
  let candidates: [String]

  init(kind: RuntimeKind, folders: [URL], environment: [String: String]) {
    if let path = environment[kind.environmentVariable] {
      places = ["\(kind.environmentVariable)=\(path)"]
      candidates = [path]
      return
    }
    let roots =
      folders + Self.pythonFolders(environment) + Self.systemFolders(environment)
    places = roots.map(\.path)
    candidates = roots.flatMap { Self.libraries(of: kind, below: $0) }
  }

  /// The library in a folder or in the Python package of its name there.
  private static func libraries(of kind: RuntimeKind, below root: URL) -> [String] {
    [root, root.appending(path: kind.packageFolder)].flatMap { folder in
      names(in: folder)
        .filter { isLibrary($0, of: kind) }
        .map { folder.appending(path: $0).path }
    }
  }

  /// `libx.so` and `libx.so.1.2`, not `libx.so.bak` or `libx.so_notes`.
  private static func isLibrary(_ name: String, of kind: RuntimeKind) -> Bool {
    guard name.hasPrefix(kind.filePrefix) else { return false }
    let version = name.dropFirst(kind.filePrefix.count)
    return version.isEmpty || version.wholeMatch(of: /(\.[0-9]+)+/) != nil
  }

  private static func pythonFolders(_ environment: [String: String]) -> [URL] {
    ["VIRTUAL_ENV", "CONDA_PREFIX"].compactMap { environment[$0] }.filter { !$0.isEmpty }
      .map { URL(filePath: $0).appending(path: "lib") }
      .flatMap { library in
        names(in: library).filter { $0.hasPrefix("python") }
          .map { library.appending(path: $0).appending(path: "site-packages") }
      }
  }

  private static func systemFolders(_ environment: [String: String]) -> [URL] {
    let own = (environment["LD_LIBRARY_PATH"] ?? "").split(separator: ":").map(String.init)
    #if arch(arm64)
      let triple = "aarch64-linux-gnu"
    #else
      let triple = "x86_64-linux-gnu"
    #endif
    let usual = ["/usr/local/lib", "/usr/lib/\(triple)", "/usr/lib64", "/usr/lib"]
    return (own + usual).map { URL(filePath: $0) }
  }

  /// Names in a folder, newest version first; none where the folder does not exist or may not be
  /// read, since the search just goes on to the next.
  private static func names(in folder: URL) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.sorted { $0.compare($1, options: .numeric) == .orderedDescending }
  }
}
