import Foundation

/// A form with files, as browsers and `curl -F` send it (RFC 7578).
struct MultipartForm {
  /// One field of a form.
  struct Part {
    let name: String
    /// Whether it came with a file's name, whatever that is: it is not looked at.
    let isFile: Bool
    let content: ArraySlice<UInt8>
  }

  let parts: [Part]

  private static let maximumParts = 64
  private static let lineEnd = Array("\r\n".utf8)

  /// - Throws: for bytes that are no form with this boundary.
  init(_ bytes: [UInt8], boundary: String) throws(RequestProblem) {
    let delimiter = Self.lineEnd + Array("--\(boundary)".utf8)
    // The first delimiter may stand at the very beginning.
    var rest = bytes[...]
    guard
      let start = rest.starts(with: delimiter.dropFirst(2))
        ? rest.startIndex - 2 : rest.position(of: delimiter)
    else { throw Self.malformed("its boundary is not in it") }
    rest = bytes[(start + delimiter.count)...]
    var parts: [Part] = []
    while !rest.starts(with: Array("--".utf8)) {
      guard parts.count < Self.maximumParts else {
        throw Self.malformed("it has more than \(Self.maximumParts) parts")
      }
      guard rest.starts(with: Self.lineEnd), let end = rest.position(of: delimiter) else {
        throw Self.malformed("it ends within a part")
      }
      parts.append(try Self.part(rest[rest.startIndex..<end]))
      rest = rest[(end + delimiter.count)...]
    }
    self.parts = parts
  }

  private static func malformed(_ finding: String) -> RequestProblem {
    RequestProblem(
      .badRequest, "the form cannot be read: \(finding)",
      remedy: "send it as curl -F file=@x.jpg does")
  }

  /// - Parameter bytes: from the line end behind the delimiter on.
  private static func part(_ bytes: ArraySlice<UInt8>) throws(RequestProblem) -> Part {
    guard let headEnd = bytes.position(of: lineEnd + lineEnd),
      let head = String(validating: bytes[bytes.startIndex..<headEnd], as: UTF8.self)
    else { throw malformed("a part has no head") }
    let lines = head.split(separator: "\r\n")
    let disposition = lines.first { $0.lowercased().hasPrefix("content-disposition:") }
    guard let disposition, let name = HeaderParameters(disposition)["name"] else {
      throw malformed("a part has no name")
    }
    return Part(
      name: name, isFile: HeaderParameters(disposition)["filename"] != nil,
      content: bytes[(headEnd + 4)...])
  }
}

/// The parameters of a header such as `form-data; name="file"; filename="a;b.jpg"`.
struct HeaderParameters {
  private var values: [String: String] = [:]

  init(_ header: some StringProtocol) {
    for part in Self.parts(of: header).dropFirst() {
      guard let equals = part.firstIndex(of: "=") else { continue }
      let name = part[..<equals].trimmingCharacters(in: .whitespaces).lowercased()
      values[name] = Self.unquoted(
        part[part.index(after: equals)...].trimmingCharacters(in: .whitespaces))
    }
  }

  subscript(name: String) -> String? { values[name] }

  /// Split at semicolons outside of quotes.
  private static func parts(of header: some StringProtocol) -> [String] {
    var (parts, isQuoted, isEscaped) = ([""], false, false)
    for letter in header {
      if letter == ";", !isQuoted {
        parts.append("")
        continue
      }
      if letter == "\"", !isEscaped { isQuoted.toggle() }
      isEscaped = letter == "\\" && !isEscaped
      parts[parts.count - 1].append(letter)
    }
    return parts
  }

  private static func unquoted(_ text: String) -> String {
    guard text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") else { return text }
    return String(text.dropFirst().dropLast()).replacing(/\\(.)/) { $0.1 }
  }
}

extension ArraySlice<UInt8> {
  /// Where a sequence of bytes begins first.
  fileprivate func position(of sequence: [UInt8]) -> Int? {
    var place = startIndex
    while let found = self[place...].firstIndex(of: sequence[0]) {
      if self[found...].starts(with: sequence) { return found }
      place = found + 1
    }
    return nil
  }
}
