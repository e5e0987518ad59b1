import Analyses
import Embeddings
import Foundation
import Images
import LinearAlgebra
import TestSupport
import Testing
import VectorStore

@testable import SearchServer

@Suite struct ExplorerPageTests {
  private static let secret = "a-secret-of-some-length"
  private static let bearer = ["-H", "Authorization: Bearer \(secret)"]

  private func guarded() async throws -> RunningService {
    try await RunningService { $0.token = try BearerToken(Self.secret) }
  }

  private func origin(_ service: RunningService) -> [String] {
    ["-H", "Origin: http://127.0.0.1:\(service.port)"]
  }

  private func reader(_ service: RunningService) throws -> StoreReader {
    try StoreReader(at: service.folder.url.appending(path: "store"))
  }

  @Test func aPictureIsSearchedForByAFormWithoutAScript() async throws {
    let service = try await RunningService()
    let answer = try await service.curl(
      "/search",
      origin(service) + [
        "-H", "Accept: text/html", "-F", "file=@\(service.file(0))", "-F", "k=3", "-F", "label=",
        "-F", "where=", "-F", "split=train", "-F", "metric=cosine", "-F", "encoder=pixels-16",
      ])
    #expect(answer.status == 200)
    #expect(answer.text.contains("exact: each of 3 vectors was compared"))
    #expect(answer.text.contains("<span class=\"score\">1.0000</span>"))
    #expect(answer.text.contains("href=\"/images/a\"") && !answer.text.contains("copies%2Fa"))
    #expect(answer.text.contains("src=\"data:image/jpeg;base64,"))
    #expect(answer.text.contains("<option value=\"train\" selected>"))
    let empty = try await service.curl("/search", origin(service) + ["-F", "k=3", "-F", "file="])
    #expect(empty.status == 400)
  }

  @Test func anItemsPageSaysWhatIsKnownAndWhatLooksLikeIt() async throws {
    let service = try await RunningService()
    let page = try await service.curl("/images/copies%2Fa?k=2&where=label+==+cat").text
    #expect(page.contains("<dd>dog") && page.contains("32 × 32 pixels"))
    #expect(page.contains("/v1/images/copies%2Fa\""))
    #expect(page.contains("<span class=\"name\">a</span>"))
    #expect(!page.contains("<span class=\"name\">copies/a</span>"))
    #expect(page.contains("value=\"label == cat\""))
  }

  @Test func allItemsAreReachedPageByPageForthAndBack() async throws {
    let service = try await guarded()
    for number in 10..<70 {
      _ = try await service.curl(
        "/v1/images",
        Self.bearer + ["-F", "file=@\(service.file(number % 50))", "-F", "id=n\(number)"])
    }
    let first = try await service.curl("/browse", Self.bearer).text
    let next = try #require(first.firstMatch(of: /rel="next" href="([^"]+)"/)).1
    let second = try await service.curl(String(next), Self.bearer).text
    let names = [first, second].map { page in
      page.matches(of: /<span class="name">([^<]+)</).map { String($0.1) }
    }
    #expect(names[0].count == 48 && Set(names[0] + names[1]).count == 66)
    let back = try #require(second.firstMatch(of: /rel="prev" href="([^"]+)"/)).1
    #expect(try await service.curl(String(back), Self.bearer).text == first)
    let list = try await service.curl("/v1/images?limit=2&where=label+==+dog", Self.bearer).json
    #expect(
      (list["items"] as? [[String: Any]])?.compactMap { $0["id"] as? String } == ["copies/a", "d"])
    #expect(list["next"] as? String == "d")
    let rest = try await service.curl("/v1/images?after=d&where=label+==+dog", Self.bearer).json
    #expect((rest["items"] as? [Any])?.count == 1 && rest["next"] == nil)
  }

  @Test func namesAreTextWhateverTheyHold() async throws {
    let hostile = [
      "<img src=x onerror=alert(1)>/../", "\"><script>alert(2)</script>", "\"\u{301} onload=x",
      "'\u{20DD}<\u{301}b>", "{{frame.title}}", "../../etc/passwd", "javascript:alert(3)",
      "a b&c=d#e?f",
      "</title><svg onload=x>",
    ]
    let service = try await guarded()
    for id in hostile {
      let added = try await service.curl(
        "/v1/images",
        Self.bearer + [
          "-F", "file=@\(service.file(3))", "--form-string", "id=\(id)", "--form-string",
          "label=\(id)",
          "--form-string", "attributes.x=\(id)",
        ])
      #expect(added.status == 201, "\(id)")
    }
    var paths = [
      "/", "/browse", "/duplicates?threshold=0.9", "/labels", "/map", "/clusters?k=2",
      "/shift?by=split",
    ]
    for id in hostile {
      var allowed = CharacterSet.alphanumerics
      allowed.insert("-")
      let path = id.addingPercentEncoding(withAllowedCharacters: allowed) ?? ""
      paths += ["/images/\(path)", "/browse?label=\(path)", "/browse?where=label+==+\(path)"]
    }
    for path in paths {
      let answer = try await service.curl(path, Self.bearer)
      #expect(answer.status == 200, "\(path): \(answer.status)")
      for tag in answer.text.matches(of: /<[a-z][^>]*>/) {
        #expect(!tag.0.contains("onerror=alert(1)>"), "\(path): \(tag.0)")
      }
      let scalars = Array(answer.text.unicodeScalars)
      for (sign, next) in zip(scalars, scalars.dropFirst())
      where "<>\"'".unicodeScalars.contains(sign) {
        #expect(next.value != 0x301 && next.value != 0x20DD, "\(path)")
      }
      for word in ["<script>", "<img src=x", "<svg onload", "<b>"] {
        #expect(!answer.text.contains(word))
      }
    }
    let browse = try await service.curl("/browse", Self.bearer).text
    #expect(
      browse.contains("{{frame.title}}") && browse.contains("&lt;img src=x onerror=alert(1)&gt;"))
  }

  /// A template that asks for something that an item does not have must not find the group's.
  @Test func whatIsNotKnownOfAnItemIsNotTakenFromAround() async throws {
    let service = try await guarded()
    _ = try await service.curl(
      "/v1/images", Self.bearer + ["-F", "file=@\(service.file(0))", "-F", "id=plain"])
    let page = try await service.page("/duplicates?threshold=0.9999", Self.bearer).text
    let plain = try #require(
      page.firstMatch(
        of: /<span class="name">plain<\/span>(.*?)<\/li>/
          .dotMatchesNewlines())
    ).1
    #expect(plain.contains("32 × 32") && !plain.contains("identical") && !plain.contains("test"))
  }

  @Test func everySignIsEscapedAlsoUnderACombiningMark() {
    #expect(
      HTMLText.escaped("<\u{301}>\u{20DD}\"\u{301}'\u{308}&\u{200D}")
        == "&lt;\u{301}&gt;\u{20DD}&quot;\u{301}&#39;\u{308}&amp;\u{200D}")
  }

  @Test func decisionsAreKeptDownloadedAndTakenBack() async throws {
    let service = try await guarded()
    let cookie = try await service.signIn(Self.secret)
    let reader = try reader(service)
    let page = try await service.page("/duplicates?threshold=0.9999", cookie).text
    #expect(
      page.contains("<strong>1</strong> pairs among 6 items") && page.contains("identical pixels"))
    let key = try #require(page.firstMatch(of: /name="accept-group" value="([0-9a-f]+)"/)).1
    func post(_ field: String) async throws -> RunningService.Answer {
      try await service.curl(
        "/duplicates",
        cookie + origin(service) + [
          "--data-urlencode", "threshold=0.9999", "--data-urlencode", field, "--data-urlencode",
          "place=0",
        ])
    }
    let accepted = try await post("accept-group=\(key)")
    #expect(accepted.status == 303 && accepted.head.contains("threshold=0.9999#group-0"))
    #expect(try await reader.reviews().accepted.map(\.pair) == [ItemPair("a", "copies/a")])
    let digest = RunningService.picture(0).digest.hex
    let file = try await service.curl("/duplicates/accepted.json", cookie)
    #expect(file.head.contains("attachment; filename=\"accepted.json\""))
    let json = try file.json
    #expect(json["format"] as? Int == 1)
    let pair = try #require((json["pairs"] as? [[String: Any]])?.first)
    #expect(pair["a"] as? String == digest && pair["b"] as? String == digest)
    #expect(pair["names"] as? [String] == ["a", "copies/a"])
    #expect(
      try await service.page("/duplicates?threshold=0.9999", cookie).text.contains("Settled (1)"))
    let settled = try await service.page("/duplicates?threshold=0.9999&status=settled", cookie)
    #expect(settled.text.contains("accepted: may stay"))
    #expect(try await post("question=a,copies%2Fa").status == 303)
    #expect(try await post("remove-others=\(key)").status == 303)
    #expect(try await reader.reviews().decisions == ["a": .remove, "copies/a": .keep])
    #expect(try await service.curl("/duplicates/removed.txt", cookie).text == "a\n")
    #expect(try await post("reset-group=\(key)").status == 303)
    let undecided = try await reader.reviews()
    #expect(undecided.accepted.isEmpty && undecided.decisions.isEmpty)
    for (field, status) in [
      ("accept=a", 400), ("accept=a,zzz", 400), ("x=y", 400), ("accept-group=0", 409),
    ] {
      #expect(try await post(field).status == status, "\(field)")
    }
  }

  /// So would an answer by a page that waits, which forgets what was decided.
  @Test func aDecisionOnWhatIsLookedForAnewIsRefused() async throws {
    let service = try await guarded()
    let cookie = try await service.signIn(Self.secret)
    let jobs = service.service.pages.jobs
    let (gate, open) = AsyncStream<Void>.makeStream()
    _ = try await jobs.answer(to: "long work") { _ in for await _ in gate { break } }
    for (path, field) in [("/duplicates", "accept-group=0"), ("/labels", "accept-all=0")] {
      let answer = try await service.curl(
        path, cookie + origin(service) + ["--data-urlencode", field])
      #expect(answer.status == 409 && answer.text.contains("nothing was decided"), "\(path)")
    }
    open.finish()
    #expect(try await reader(service).reviews().accepted.isEmpty)
  }

  @Test func aGroupOfWhichNoPairIsListedIsNotTakenForSettled() {
    // 54,615 pairs of equal vectors, and one of two that are a little apart.
    let rows = Array(repeating: [Float(1), 0, 0], count: 331) + [[0, 1, 0], [0, 1, 0.1]]
    let items = EmbeddedItems(
      name: "many", ids: rows.indices.map { .row($0) }, vectors: .float(Matrix(rows)))
    let review = DuplicateReview(in: items, threshold: 0.99, encoder: "e") { _, _ in }
    #expect(review.pairCount == 54_616 && !review.warnings.isEmpty)
    #expect(review.groups.map(\.members.count) == [331])
  }

  @Test func suggestedLabelsAreAcceptedOneByOneAndTogetherAndTakenBack() async throws {
    let service = try await guarded()
    let cookie = try await service.signIn(Self.secret)
    let reader = try reader(service)
    for (number, id) in [(1, "like b"), (2, "like c"), (3, "like d")] {
      let jpeg = try service.folder.write(
        try RunningService.picture(number).encodedJPEG(quality: 95), to: "\(number).jpg")
      _ = try await service.curl(
        "/v1/images", Self.bearer + ["-F", "file=@\(jpeg.path)", "-F", "id=\(id)"])
    }
    func post(_ fields: String...) async throws -> Int {
      try await service.curl(
        "/labels", cookie + origin(service) + fields.flatMap { ["--data-urlencode", $0] }
      ).status
    }
    let page = try await service.page("/labels", cookie).text
    #expect(page.contains("<strong>3</strong> items without a label"))
    // Where no confidence is enough, none falls short of it.
    #expect(page.contains("no confidence reaches") && !page.contains("to go by"))
    #expect(try await post("accept=like b", "choice=cat") == 303)
    #expect(try await post("accept=like d", "choice=dog", "other= owl ") == 303)
    #expect(
      try await reader.items(["like b", "like c", "like d"]).map(\.label) == ["cat", nil, "owl"])
    let next = try await service.page("/labels", cookie).text
    #expect(next.contains("<strong>1</strong> items without a label"))
    #expect(next.contains("2 labels were accepted") && next.contains("round=2"))
    #expect(try await post("accept-all=0") == 303)
    #expect(try await reader.acceptedLabelCount() == 3)
    let item = try await service.curl("/images/like%20d", cookie).text
    #expect(item.contains("accepted here"))
    let list = try await service.page("/labels?view=accepted", cookie).text
    #expect(list.contains("value=\"like c\""))
    for id in ["like b", "like c", "like d"] { #expect(try await post("take-back=\(id)") == 303) }
    #expect(try await reader.items(["like b", "like d"]).map(\.label) == [nil, nil])
    for fields in ["accept=like b", "x=y", "accept-all=2"] {
      #expect(try await post(fields) == 400)
    }
    #expect(try await post("accept=zzz", "choice=cat") == 400)
  }

  @Test func aMapHasEveryItemALegendAndATable() async throws {
    let service = try await RunningService()
    for kind in ["pca", "umap"] {
      let page = try await service.page("/map?kind=\(kind)&color=split").text
      #expect(
        page.matches(of: /<circle class="c[01]" data-id="[^"]+" cx="[0-9.]+" cy="[0-9.]+" r="5.5"/)
          .count
          == 6)
      #expect(page.contains("data-id=\"copies%2Fa\""))
      #expect(page.contains("train (3)") && page.contains("test (3)") && page.contains("6 items"))
      #expect(page.matches(of: /<tr><td><a href="\/images\//).count == 6)
    }
    #expect(try await service.page("/map?kind=sphere").status == 400)
  }

  @Test func clustersShowTheirMembersAndLabels() async throws {
    let service = try await RunningService()
    let page = try await service.page("/clusters?k=2").text
    #expect(page.contains("<strong>2</strong> clusters") && page.contains("Cluster 2"))
    #expect(page.contains("Nearest to the centre") && page.contains("of those with a label"))
    let many = try await service.page("/clusters?k=50").text
    #expect(many.contains("class=\"notice\""))
  }

  @Test func aShiftShowsWhatTellsTwoSetsApart() async throws {
    let service = try await RunningService()
    let page = try await service.page("/shift?by=label&reference=dog&candidate=cat").text
    #expect(page.contains("Of dog, least like cat") && page.contains("MMD²"))
    #expect(page.contains("permutations of whole images, 3 and 3 images"))
    let none = try await service.page("/shift")
    #expect(none.status == 200 && none.text.contains("two are needed"))
    let same = try await service.page("/shift?by=label&reference=dog&candidate=dog").text
    #expect(same.contains("choose two different values"))
  }

  @Test func groupsAreComparedImageByImageAndOthersWhereAskedFor() async throws {
    let service = try await guarded()
    for (number, id) in ["a", "b", "c", "d", "e", "copies/a"].enumerated() {
      let added = try await service.curl(
        "/v1/images",
        Self.bearer + [
          "-F", "file=@\(service.file(number % 5))", "-F", "id=\(id)", "-F", "group=p\(number % 2)",
        ])
      #expect(added.status == 200)
    }
    let groups = try await service.page("/shift?by=group", Self.bearer).text
    #expect(groups.contains("permutations of whole images, 3 and 3 images"))
    let both = try await service.page("/shift?by=label", Self.bearer).text
    #expect(both.contains("are on both sides"))
    let images = try await service.page("/shift?by=label&unit=image", Self.bearer).text
    #expect(images.contains("permutations of whole images, 3 and 3 images"))
    let filtered = try await service.curl(
      "/shift?by=label&unit=image&where=id+!%3D+a&where=id+!%3D+d", Self.bearer
    ).text
    #expect(filtered.contains("value=\"id != a\"") && filtered.contains("value=\"id != d\""))
  }

  @Test func aStoreIsSearchedByItsGraphWhereOneIsAskedFor() async throws {
    let service = try await RunningService()
    let none = try await service.curl("/images/a?method=hnsw", "-H", "Accept: text/html")
    #expect(none.status == 400 && none.text.contains("semblance index hnsw"))
    let store = service.folder.url.appending(path: "store")
    try await StoreWriter(at: store).buildGraph(of: "pixels-16")
    let page = try await service.curl("/images/a?method=hnsw").text
    #expect(page.contains("HNSW") && page.contains("recall@"))
  }

  @Test func whatCannotBeAskedOfTheItemsIsSaid() async throws {
    let service = try await RunningService()
    let labels = try await service.page("/labels")
    #expect(labels.status == 200 && labels.text.contains("no item without a label"))
    let none = try await service.page("/duplicates?label=owl&threshold=0.9")
    #expect(none.status == 200 && none.text.contains("among 0 items"))
  }
}
