import Embeddings
import LinearAlgebra

extension Vectors {
  /// The numbers of a vector, folded into few: different ones differ, but for chance.
  func bits(of row: Int) -> [UInt64] {
    let numbers: [Double] =
      switch self {
      case .float(let matrix): matrix.row(row).map(Double.init)
      case .double(let matrix): Array(matrix.row(row))
      case .mapped(let rows): rows.row(row).map(Double.init)
      }
    var hashes: [UInt64] = [0xcbf2_9ce4_8422_2325, 0x9e37_79b9_7f4a_7c15]
    for number in numbers {
      hashes[0] = (hashes[0] ^ number.bitPattern) &* 0x0000_0100_0000_01b3
      hashes[1] = (hashes[1] &+ number.bitPattern) &* 0xbf58_476d_1ce4_e5b9
      hashes[1] ^= hashes[1] >> 29
    }
    return hashes
  }
}
