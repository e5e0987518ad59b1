import Analyses
import Embeddings
import Foundation
import Images
import LinearAlgebra
import SearchServer
import TestSupport
import Testing
import VectorStore

@Suite struct RouteTests {
  private static let secret = "a secret of some length".replacing(" ", with: "-")
  private static let bearer = ["-H", "Authorization: Bearer \(secret)"]

  private func guarded() async throws -> RunningService {
    try await RunningService { $0.token = try BearerToken(Self.secret) }
  }

  @Test func anItemIsFoundByItsIDWithItsPictureAndItsNeighbours() async throws {
    let service = try await RunningService()
    let item = try await service.curl("/v1/images/copies%2Fa").json
    #expect(item["label"] as? String == "dog" && item["width"] as? Int == 32)
    let thumbnail = try await service.curl("/v1/images/a/thumbnail")
    #expect(thumbnail.head.contains("image/jpeg"))
    #expect(try decodeImage(Array(thumbnail.body)).image.width == 32)
    let near = try await service.curl("/v1/images/b/similar?k=2&where=split%20==%20train")
    #expect(try near.ids.first == "b" && near.ids.count == 2)
    for path in ["/v1/images/z", "/v1/images/z/thumbnail", "/v1/images/z/similar"] {
      let answer = try await service.curl(path)
      #expect(answer.status == 404)
      #expect(try answer.problem == "not_found")
    }
    #expect(try await service.curl("/v1/images/..%2F..%2Fetc%2Fpasswd").status == 404)
  }

  @Test func masksAreServedAsTheyAreAndShownSoThatTheyAreSeen() async throws {
    let service = try await RunningService()
    let mask = try await service.curl("/v1/images/a/mask")
    #expect(mask.head.contains("image/png"))
    #expect(try decodeImage(Array(mask.body)).image == RunningService.mask)
    let shown = try await service.curl("/images/a/mask")
    #expect(try Set(decodeImage(Array(shown.body)).image.samples) == [0, 255])
    #expect(try await service.curl("/images/a").text.contains("src=\"/images/a/mask\""))
    #expect(try await !service.curl("/images/b").text.contains("/mask"))
    for (id, reason) in [("b", "no mask of this image"), ("z", "no image by that id")] {
      for path in ["/v1/images/\(id)/mask", "/images/\(id)/mask"] {
        let answer = try await service.curl(path)
        #expect(answer.status == 404 && answer.text.contains(reason))
      }
    }
  }

  @Test func aVectorIsThatOfTheEncoder() async throws {
    let service = try await RunningService()
    let json = try await service.curl("/v1/embed", "-F", "file=@\(service.file(2))").json
    let expected = RunningService.encoder.encode([RunningService.picture(2)]).row(0)
    #expect((json["vector"] as? [Double])?.map { Float($0) } == Array(expected))
    #expect(json["dimension"] as? Int == 256 && json["encoder"] as? String == "pixels-16")
  }

  @Test func anAddedPictureIsFoundAtOnceAndBySomebodyElse() async throws {
    let service = try await guarded()
    let picture = try service.file(7)
    let arguments =
      Self.bearer + [
        "-F", "file=@\(picture)", "-F", "id=new/7", "-F", "label=owl", "-F",
        "attributes.camera=k1",
      ]
    let added = try await service.curl("/v1/images", arguments)
    #expect(added.status == 201 && added.head.contains("/v1/images/new%2F7"))
    #expect(try added.json["outcome"] as? String == "added")
    let again = try await service.curl("/v1/images", arguments)
    #expect(again.status == 200)
    #expect(try again.json["outcome"] as? String == "unchanged")
    let found = try await service.curl(
      "/v1/similar?k=1&where=camera+==+k1", Self.bearer + ["-F", "file=@\(picture)"])
    #expect(try found.ids == ["new/7"])
    #expect(try await service.curl("/v1/images/new%2F7/thumbnail", Self.bearer).status == 200)
    let reader = try StoreReader(at: service.folder.url.appending(path: "store"))
    #expect(try await reader.item("new/7")?.attributes == ["camera": "k1"])
    #expect(try await reader.verify().damage.isEmpty)
  }

  @Test func aPictureIsAddedWithItsMaskWhichMayBeSentLater() async throws {
    let service = try await guarded()
    let mask = try service.folder.write(try RunningService.mask.encodedPNG(), to: "mask.png").path
    let other = try service.folder.write(
      try Image(width: 32, height: 32, channels: 1, samples: [UInt8](repeating: 2, count: 1_024))
        .encodedPNG(), to: "other.png"
    ).path
    let picture = Self.bearer + ["-F", "file=@\(try service.file(7))", "-F", "id=new"]
    // Pages send an empty file where none was chosen.
    let steps = [
      (["-F", "mask=@\(mask)"], "added"), (["-F", "mask=@\(mask)"], "unchanged"),
      (["-F", "mask=@\(other)"], "changed"), ([], "unchanged"),
      (["-F", "mask=;filename="], "unchanged"), (["-F", "mask=@\(mask)"], "changed"),
    ]
    for (part, outcome) in steps {
      let answer = try await service.curl("/v1/images", picture + part)
      #expect(try answer.json["outcome"] as? String == outcome, "\(answer.text)")
    }
    let served = try await service.curl("/v1/images/new/mask", Self.bearer)
    #expect(try decodeMask(Array(served.body)) == RunningService.mask)
    let reader = try StoreReader(at: service.folder.url.appending(path: "store"))
    #expect(try await reader.verify().damage.isEmpty)
  }

  @Test func masksThatFitNoPictureAreRefusedAndNothingIsAdded() async throws {
    let service = try await guarded()
    let small = try service.folder.write(
      try Image(width: 4, height: 8, channels: 1, samples: [UInt8](repeating: 1, count: 32))
        .encodedPNG(), to: "small.png"
    ).path
    let text = try service.folder.write("no picture", to: "text.png").path
    let mask = try service.folder.write(try RunningService.mask.encodedPNG(), to: "mask.png").path
    let picture = Self.bearer + ["-F", "file=@\(try service.file(7))"]
    for (parts, status, message) in [
      (["mask=@\(small)"], 400, "the mask has 4 × 8 pixels, and the picture 32 × 32"),
      (["mask=@\(text)"], 415, "the mask: the bytes are no image"),
      (["mask=@\(mask)", "mask=@\(mask)"], 400, "1 files and 2 masks"),
    ] {
      let answer = try await service.curl("/v1/images", picture + parts.flatMap { ["-F", $0] })
      #expect(answer.status == status && answer.text.contains(message), "\(answer.text)")
    }
    // Where nothing is kept, a mask is of no use.
    let asked = try await service.curl("/v1/similar", picture + ["-F", "mask=@\(mask)"])
    #expect(asked.status == 400 && asked.text.contains("2 files"))
    let reader = try StoreReader(at: service.folder.url.appending(path: "store"))
    #expect(try await reader.statistics().items == 6)
  }

  @Test func anotherPictureTakesAnIDOnlyWhereThatIsSaid() async throws {
    let service = try await guarded()
    let arguments = Self.bearer + ["-F", "file=@\(try service.file(8))", "-F", "id=a"]
    let refused = try await service.curl("/v1/images", arguments)
    #expect(refused.status == 409)
    #expect(try refused.problem == "conflict")
    let replaced = try await service.curl("/v1/images", arguments + ["-F", "replace=true"])
    #expect(try replaced.json["outcome"] as? String == "changed")
  }

  @Test func ofTwoPicturesThatComeAtOnceOneHasTheID() async throws {
    let service = try await guarded()
    for round in 0..<6 {
      let files = try [30 + 2 * round, 31 + 2 * round].map { try service.file($0) }
      let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
        for file in files {
          group.addTask {
            try await service.curl(
              "/v1/images", Self.bearer + ["-F", "file=@\(file)", "-F", "id=same \(round)"]
            ).status
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }.sorted()
      }
      #expect(statuses == [201, 409])
    }
  }

  @Test func manyAddedAtOnceAreAllThere() async throws {
    let service = try await guarded()
    let files = try (10..<26).map { try service.file($0) }
    try await withThrowingTaskGroup(of: Int.self) { group in
      for file in files {
        group.addTask {
          try await service.curl("/v1/images", Self.bearer + ["-F", "file=@\(file)"]).status
        }
      }
      for try await status in group { #expect(status == 201) }
    }
    let reader = try StoreReader(at: service.folder.url.appending(path: "store"))
    #expect(try await reader.statistics().items == 22)
  }

  @Test func onlyTheTokenOpens() async throws {
    let service = try await guarded()
    for header in ["X: y", "Authorization: Bearer \(Self.secret)x", "Authorization: Basic YTpi"] {
      for path in ["/v1/images/a", "/metrics"] {
        let answer = try await service.curl(path, "-H", header)
        #expect(answer.status == 401 && answer.head.lowercased().contains("www-authenticate"))
        #expect(try answer.problem == "unauthorized")
      }
    }
    #expect(try await service.curl("/v1/images/a", Self.bearer).status == 200)
    #expect(try await service.curl("/health").status == 200)
    #expect(throws: ServiceError.self) { try BearerToken("short") }
    #expect(throws: ServiceError.self) { try BearerToken("a secret with blanks in it") }
  }

  @Test func aPictureThatIsThereIsFoundByPixelsHashAndCosine() async throws {
    let service = try await RunningService(
      encoders: [RunningService.encoder, PerceptualHashEncoder()])
    let known = try await service.curl(
      "/v1/leakage", "-F", "file=@\(service.file(0))", "-F", "threshold=0.9999"
    ).json
    #expect(known["found"] as? Bool == true)
    let evidence = try #require(known["evidence"] as? [[String: Any]])
    for kind in ["pixels", "hash", "cosine"] {
      let ids = evidence.filter { $0["kind"] as? String == kind }.compactMap { $0["id"] as? String }
      #expect(Set(ids).isSuperset(of: ["a", "copies/a"]), "\(kind): \(ids)")
    }
    let jpeg = try service.folder.write(
      try RunningService.picture(1).encodedJPEG(quality: 95), to: "b.jpg"
    ).path
    let copy = try await service.curl(
      "/v1/leakage", "-F", "file=@\(jpeg)", "-F", "where=split == train"
    ).json
    let kinds = try #require(copy["evidence"] as? [[String: Any]])
    #expect(kinds.map { $0["kind"] as? String } == ["hash"])
    #expect(kinds.first?["id"] as? String == "b")
    #expect((copy["nearest"] as? [[String: Any]])?.first?["id"] as? String == "b")
  }

  @Test func aPictureThatIsNotThereIsNot() async throws {
    let service = try await RunningService()
    let answer = try await service.curl("/v1/leakage", "-F", "file=@\(service.file(9))").json
    #expect(answer["found"] as? Bool == false)
    #expect((answer["nearest"] as? [Any])?.count == 1)
  }

  @Test func neighboursVoteOrAbstain() async throws {
    let service = try await RunningService()
    let file = try service.file(1)
    let sure = try await service.curl(
      "/v1/label", "-F", "file=@\(file)", "-F", "k=1", "-F", "confidence=0.9"
    ).json
    #expect(sure["label"] as? String == "cat" && sure["abstained"] as? Bool == false)
    #expect(sure["confidence"] as? Double == 1)
    let divided = try await service.curl(
      "/v1/label", "-F", "file=@\(file)", "-F", "k=6", "-F", "confidence=1"
    ).json
    #expect(divided["label"] == nil && divided["abstained"] as? Bool == true)
    let shares = try #require(divided["shares"] as? [[String: Any]])
    #expect(shares.count == 2)
    let nobody = try await service.curl(
      "/v1/label", "-F", "file=@\(file)", "-F", "where=label == owl"
    ).json
    #expect(nobody["abstained"] as? Bool == true && nobody["confidence"] == nil)
  }

  @Test func countsAndTimesAreToldAndNothingOfWhatWasAsked() async throws {
    let service = try await RunningService()
    _ = try await service.curl("/v1/images/copies%2Fa")
    _ = try await service.curl("/v1/images/secret-name")
    _ = try await service.curl("/nowhere/secret-name")
    let text = String(decoding: try await service.curl("/metrics").body, as: UTF8.self)
    for line in [
      "semblance_requests_total{route=\"/v1/images/{id}\",status=\"200\"} 1",
      "semblance_requests_total{route=\"/v1/images/{id}\",status=\"404\"} 1",
      "semblance_requests_total{route=\"other\",status=\"404\"} 1",
      "semblance_request_seconds_count{route=\"/v1/images/{id}\"} 2",
      "semblance_held_bytes 0",
    ] { #expect(text.contains(line + "\n"), "\(line)") }
    #expect(!text.contains("secret-name"))
  }

  @Test func whoAsksTooOftenIsToldSo() async throws {
    let service = try await RunningService { $0.rate = 0.5 }
    #expect(try await service.curl("/v1/images/a").status == 200)
    let answer = try await service.curl("/v1/images/a")
    #expect(answer.status == 429 && answer.head.lowercased().contains("retry-after"))
    #expect(try answer.problem == "too_many_requests")
    #expect(try await service.curl("/health").status == 200)
  }

  @Test func theDescriptionNamesEveryMetric() async throws {
    let service = try await RunningService()
    let text = try await service.curl("/openapi.json").text
    let named = SearchMetric.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
    let lists = text.matches(of: /\["cosine"[^\]]*\]/).map { String($0.0) }
    #expect(Set(lists) == ["[\(named)]"])
  }

  @Test func everyTypeOfPictureIsDescribedAndTaken() async throws {
    let service = try await RunningService()
    let paths = try #require(
      try await service.curl("/openapi.json").json["paths"] as? [String: [String: Any]])
    let post = try #require(paths["/v1/similar"]?["post"] as? [String: Any])
    let body = try #require(post["requestBody"] as? [String: Any])
    let types = Set(try #require(body["content"] as? [String: Any]).keys)
    let plain = ["image/*", "application/dicom", "application/octet-stream"]
    #expect(types == Set(plain + ["multipart/form-data"]))
    for type in plain {
      let answer = try await service.curl(
        "/v1/similar", "-H", "Content-Type: \(type.replacing("*", with: "png"))", "--data-binary",
        "@\(service.file(0))")
      #expect(answer.status == 200, "\(type)")
    }
  }

  @Test func theDescriptionNamesEveryRouteAndMethod() async throws {
    let service = try await RunningService()
    let description = try await service.curl("/openapi.json")
    #expect(String(decoding: description.body, as: UTF8.self).contains("[\"pixels-16\"]"))
    let json = try description.json
    #expect(json["openapi"] as? String == "3.1.0")
    let paths = try #require(json["paths"] as? [String: [String: Any]])
    #expect(paths.count == 13)
    for (path, operations) in paths {
      for method in ["get", "post"] {
        let asked = path.replacing("{id}", with: "a")
        let answer = try await service.curl(asked, "-X", method.uppercased())
        #expect(
          (answer.status == 405) == (operations[method] == nil),
          "\(method) \(path) \(answer.status)")
      }
    }
  }
}
