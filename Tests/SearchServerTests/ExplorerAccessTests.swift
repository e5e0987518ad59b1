import Foundation
import Images
import SearchServer
import TestSupport
import Testing
import VectorStore

@Suite struct ExplorerAccessTests {
  private static let secret = "a-secret-of-some-length"
  private static let page = ["-H", "Accept: text/html"]

  private func guarded() async throws -> RunningService {
    try await RunningService { $0.token = try BearerToken(Self.secret) }
  }

  private func origin(_ service: RunningService) -> [String] {
    ["-H", "Origin: http://127.0.0.1:\(service.port)"]
  }

  @Test func whoIsNotSignedInIsAskedToAndLedBack() async throws {
    let service = try await guarded()
    for path in ["/", "/browse?label=cat", "/images/copies%2Fa", "/duplicates", "/labels"] {
      let answer = try await service.curl(path, Self.page)
      #expect(answer.status == 303)
      #expect(answer.head.contains("/login?next=%2F"), "\(path): \(answer.head)")
    }
    #expect(try await service.curl("/images/a/thumbnail").status == 303)
    #expect(try await service.curl("/assets/explorer.css").status == 200)
    let cookie = try await service.signIn(Self.secret, next: "/browse?label=cat")
    #expect(try await service.curl("/browse?label=cat", cookie).status == 200)
  }

  @Test func aSessionReadsAndOnlyTheTokenWritesOverTheAPI() async throws {
    let service = try await guarded()
    let cookie = try await service.signIn(Self.secret)
    #expect(try await service.curl("/v1/images/a", cookie).status == 200)
    let added = try await service.curl(
      "/v1/images", cookie + origin(service) + ["-F", "file=@\(service.file(8))"])
    #expect(added.status == 401)
    let out = try await service.curl("/logout", cookie + origin(service) + ["-X", "POST"])
    #expect(out.status == 303 && out.head.contains("Max-Age=0"))
    #expect(try await service.curl("/", cookie).status == 303)
    #expect(try await service.curl("/v1/images/a", cookie).status == 401)
  }

  @Test func anotherTokenOpensNothingAndTheCookieIsKeptFromScripts() async throws {
    let service = try await guarded()
    let refused = try await service.curl(
      "/login", origin(service) + ["--data-urlencode", "token=another-secret-of-length"])
    #expect(refused.status == 401 && !refused.head.lowercased().contains("set-cookie"))
    #expect(refused.text.contains("not the token"))
    let signedIn = try await service.curl(
      "/login", origin(service) + ["--data-urlencode", "token=\(Self.secret)"])
    for word in ["HttpOnly", "SameSite=Strict", "Path=/", "Max-Age=43200"] {
      #expect(signedIn.head.contains(word))
    }
    #expect(!signedIn.head.contains(Self.secret))
    let forged = ["-H", "Cookie: semblance-\(service.port)=\(String(repeating: "0", count: 64))"]
    #expect(try await service.curl("/", forged).status == 303)
  }

  @Test func signingInLeadsToOwnPagesOnly() async throws {
    let service = try await guarded()
    for next in [
      "//evil.example/", "https://evil.example/", "/\\evil.example", "/nowhere", "/logout", "",
      "/login?next=%2F", "/\r\nX: y",
    ] {
      let answer = try await service.curl(
        "/login",
        origin(service) + [
          "--data-urlencode", "token=\(Self.secret)", "--data-urlencode", "next=\(next)",
        ])
      #expect(answer.head.lowercased().contains("location: /\r\n"), "\(next): \(answer.head)")
    }
  }

  @Test func formsOfOtherPagesAreRefused() async throws {
    let service = try await guarded()
    let cookie = try await service.signIn(Self.secret)
    let form = ["--data-urlencode", "remove=a"]
    for header in [
      "Origin: http://evil.example", "Origin: null", "X: y", "Origin: http://127.0.0.1",
    ] {
      for path in ["/duplicates", "/labels", "/login", "/logout", "/search"] {
        let answer = try await service.curl(path, cookie + Self.page + form + ["-H", header])
        #expect(answer.status == 403 && answer.text.contains("not sent by a page"), "\(path)")
      }
    }
    let reader = try StoreReader(at: service.folder.url.appending(path: "store"))
    #expect(try await reader.reviews().removed.isEmpty)
    let own = try await service.curl("/duplicates", cookie + form + origin(service))
    #expect(own.status == 303)
    #expect(try await reader.reviews().removed == ["a"])
  }

  @Test func withoutATokenPagesAreShownAndChangeNothing() async throws {
    let service = try await RunningService()
    let page = try await service.page("/duplicates?threshold=0.99", Self.page)
    #expect(page.status == 200 && page.text.contains("--token-file"))
    #expect(!page.text.contains("<button name=\"accept-group\""))
    for (path, field) in [("/duplicates", "remove=a"), ("/labels", "accept=a")] {
      let answer = try await service.curl(
        path, origin(service) + Self.page + ["--data-urlencode", field])
      #expect(answer.status == 403 && answer.text.contains("changes nothing"))
    }
    let other = try await service.curl("/", Self.page + ["-H", "Host: evil.example"])
    #expect(other.status == 421)
  }

  @Test func pagesLoadNothingElseAndAreShownInNoFrame() async throws {
    let service = try await RunningService()
    for path in ["/", "/browse", "/images/a", "/duplicates?threshold=0.9", "/nowhere"] {
      let answer = try await service.curl(path, Self.page)
      for word in [
        "default-src 'self'", "frame-ancestors 'none'", "nosniff", "Referrer-Policy: same-origin",
        "text/html; charset=utf-8",
      ] { #expect(answer.head.contains(word), "\(path): \(word)") }
      for word in ["unsafe-inline", "http://", "https://"] { #expect(!answer.head.contains(word)) }
      for word in [" style=", "<style", " onclick=", "<script>", "//"] {
        #expect(!answer.text.contains(word), "\(path): \(word)")
      }
    }
  }

  @Test func browsersGetPagesOfErrorsAndProgramsGetJSON() async throws {
    let service = try await RunningService()
    for (path, status) in [
      ("/nowhere", 404), ("/images/z", 404), ("/browse?where=colour+==+red", 400),
      ("/browse?x=y", 400), ("/v1/images/z", 404), ("/?k=1000", 400),
    ] {
      let page = try await service.curl(path, Self.page)
      #expect(page.status == status && page.text.contains("What to do:"), "\(path)")
      let program = try await service.curl(path)
      #expect(program.status == status)
      #expect(try program.problem != nil, "\(path)")
    }
  }

  @Test func filesAreSentOnce() async throws {
    let service = try await RunningService()
    for path in ["/assets/explorer.css", "/assets/explorer.js", "/images/a/thumbnail"] {
      let first = try await service.curl(path)
      let tag = try #require(first.head.firstMatch(of: /(?i)etag: (\S+)/)).1
      let second = try await service.curl(path, "-H", "If-None-Match: \(tag)")
      #expect(first.status == 200 && second.status == 304 && second.body.isEmpty)
    }
  }

  @Test func picturesOfPagesDoNotCountForTheRate() async throws {
    let service = try await RunningService { $0.rate = 0.5 }
    for _ in 0..<10 { #expect(try await service.curl("/images/a/thumbnail").status == 200) }
    #expect(try await service.curl("/").status == 200)
    let page = try await service.curl("/", Self.page)
    #expect(page.status == 429 && page.text.contains("more often"))
  }
}

extension RunningService.Answer {
  var text: String { String(decoding: body, as: UTF8.self) }
}

extension RunningService {
  /// - Returns: arguments of curl that send the session's cookie.
  func signIn(_ token: String, next: String = "/") async throws -> [String] {
    let answer = try await curl(
      "/login", "-H", "Origin: http://127.0.0.1:\(port)", "--data-urlencode", "token=\(token)",
      "--data-urlencode", "next=\(next)")
    guard answer.status == 303, answer.head.contains("ocation: \(next)\r\n"),
      let cookie = answer.head.firstMatch(of: /(?i)set-cookie: ([^;]+);/)
    else { throw CancellationError() }
    return ["-H", "Cookie: \(cookie.1)"]
  }
}
