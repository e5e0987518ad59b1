import Foundation
import Testing
import VectorStore

@testable import SearchServer

@Suite struct RequestProblemTests {
  @Test func whereTheStoreLiesIsNotTold() throws {
    let text = "postgres://me@db.example.org/images?schema=photos"
    for store in [try StoreAddress(text), .folder(URL(filePath: "/srv/photos.store"))] {
      let refusal = StoreError.refused(
        subject: "\(store)", finding: "there is no HNSW index",
        remedy: "build it with `semblance index hnsw '\(store)'`")
      let problem = RequestProblem.because(of: refusal, in: store)
      #expect(problem.message == "the store: there is no HNSW index")
      #expect(problem.remedy == "build it with `semblance index hnsw 'STORE'`")
      let damage = StoreError.damaged(file: "\(store)", finding: "x", remedy: "y")
      #expect(RequestProblem.because(of: damage, in: store).code == .broken)
    }
  }
}
