import Testing

@testable import SearchServer

@Suite struct MultipartFormTests {
  private func parts(_ text: String, boundary: String = "b") throws -> [MultipartForm.Part] {
    try MultipartForm(Array(text.replacing("\n", with: "\r\n").utf8), boundary: boundary).parts
  }

  private func field(_ name: String, _ value: String) -> String {
    "--b\nContent-Disposition: form-data; name=\"\(name)\"\n\n\(value)\n"
  }

  @Test func contentIsTakenAsItIsWhateverStandsInIt() throws {
    for content in ["", "x", "\n", "x--b", "--c--", "a\n--", "\n\n", "\n-\n--a\n--"] {
      let found = try parts(field("k", content) + "--b--\n")
      #expect(found.map(\.name) == ["k"] && !found[0].isFile)
      #expect(
        String(decoding: found[0].content, as: UTF8.self) == content.replacing("\n", with: "\r\n"))
    }
  }

  @Test func whatStandsBeforeAndBehindAFormIsNoPartOfIt() throws {
    let found = try parts("before\n" + field("a", "1") + field("b", "2") + "--b--\nbehind")
    #expect(found.map(\.name) == ["a", "b"])
  }

  @Test func namesMayHaveQuotesAndSemicolonsAndFilesAreTold() throws {
    let head = "Content-Type: image/png\ncontent-disposition: form-data; "
    let found = try parts(
      "--b\n\(head)filename=\"a;b\\\".png\"; name=\"x;\\\"y\"\n\n1\n--b--\n")
    #expect(found.map(\.name) == ["x;\"y"] && found[0].isFile)
    #expect(try parts("--b\n\(head)name=plain\n\n1\n--b--").map(\.name) == ["plain"])
  }

  @Test func whatIsNoFormIsRefused() {
    for text in [
      "", "--b", "--c--\n", "--b\n", "--b\nno head\n--b--\n", field("a", "1"),
      "--b\n\n\n1\n--b--\n",
      "--b\nContent-Disposition: form-data\n\n1\n--b--\n",
      String(repeating: field("a", "1"), count: 65) + "--b--\n",
    ] {
      #expect(throws: RequestProblem.self, "\(text.prefix(60))") { try parts(text) }
    }
  }

  @Test func aQueryIsDecodedAndAnIDKeepsItsSlashes() throws {
    let fields = try RequestFields(query: "k=3&where=a+%3D%3D+b%26c&where=x&flag", form: [])
    #expect(try fields.text("k") == "3" && fields.texts("where") == ["a == b&c", "x"])
    #expect(try fields.text("flag") == "" && fields.text("nothing") == nil)
    #expect(throws: RequestProblem.self) { try RequestFields(query: "k=%FF", form: []) }
    #expect(throws: RequestProblem.self) { try fields.text("where") }
    #expect(Route(path: "/v1/images/a%2Fthumbnail") == .image(id: "a/thumbnail"))
    #expect(Route(path: "/v1/images/a/thumbnail") == .thumbnail(id: "a"))
    for path in [
      "", "/", "/v1/images/", "/v1/images/a/b", "/v1/images/%FF", "/health/", "//health",
    ] { #expect(Route(path: path) == nil, "\(path)") }
  }

  @Test func whoAsksSteadilyWithinTheRateIsAdmittedAndOthersAreNotHeldBack() {
    let rate = RequestRate(2)
    let start = ContinuousClock.now
    #expect(
      (0..<6).map { _ in rate.admits("a", at: start) } == [true, true, true, true, false, false])
    #expect(rate.admits("b", at: start))
    #expect(rate.admits("a", at: start.advanced(by: .milliseconds(500))))
    #expect(!rate.admits("a", at: start.advanced(by: .milliseconds(501))))
  }
}
