import Embeddings
import Foundation
import VectorStore

/// Writes to a store without end and says of every step, once it is done, what it did: tests kill this
/// process and look whether all of it is there.
///
/// Arguments: the store's address, the number of the first item.
@main
struct StoreFiller {
  static let encoder = EncoderID(name: "a", weights: nil, preprocessing: "-", runtime: nil)

  static func main() async throws {
    let address = try StoreAddress(CommandLine.arguments[1])
    guard var number = Int(CommandLine.arguments[2]) else { return }
    let store = try await address.writer(makingMissing: true)
    try await store.add(encoder, dimension: 5)
    while true {
      let numbers = number..<(number + 1 + number % 40)
      try await store.append(
        numbers.map {
          NewItem(StoredItem(id: "\($0)", label: "l\($0 % 3)"), vectors: ["a": vector(of: $0)])
        })
      say("added", numbers.map { $0 })
      number = numbers.upperBound
      if number % 3 == 0 {
        say("removing", [number - 1])
        try await store.remove(["\(number - 1)"])
        say("removed", [number - 1])
      }
      if number % 11 == 0 {
        try await store.compact()
        say("compacted", [])
      }
    }
  }

  /// One that the test can tell by its number.
  static func vector(of number: Int) -> [Float] {
    (0..<5).map { Float((number * 31 + $0 * 17) % 101) + 1 }
  }

  private static func say(_ word: String, _ numbers: [Int]) {
    let line = ([word] + numbers.map(String.init)).joined(separator: " ") + "\n"
    FileHandle.standardOutput.write(Data(line.utf8))
  }
}
