/// Groups of entries no two of which differ: two entries share a group exactly where they do not
/// differ, so that a ranking need not put them in a false order.
///
/// Entries may be in several groups: A may not be told from B, nor B from C, and yet A from C.
///
/// - Parameters:
///   - count: entries, in the order of their ranking.
///   - differ: whether two of them do; symmetric.
/// - Returns: groups in the order of their first members, none within another; each ascending.
///   Source: Piepho, "An algorithm for a letter-based representation of all-pairwise comparisons",
///   Journal of Computational and Graphical Statistics 13 (2004), insert and absorb.
public func indistinguishableGroups(
  of count: Int, differ: (_ a: Int, _ b: Int) -> Bool
) -> [[Int]] {
  var groups: [Set<Int>] = count == 0 ? [] : [Set(0..<count)]
  for a in 0..<count {
    for b in (a + 1)..<max(a + 1, count) where differ(a, b) {
      groups = groups.flatMap { group -> [Set<Int>] in
        guard group.contains(a), group.contains(b) else { return [group] }
        return [group.subtracting([b]), group.subtracting([a])]
      }
      groups = absorbed(groups)
    }
  }
  return groups.map { $0.sorted() }.sorted { $0.lexicographicallyPrecedes($1) }
}

/// Without groups that lie within others.
private func absorbed(_ groups: [Set<Int>]) -> [Set<Int>] {
  groups.enumerated().filter { place, group in
    !groups.enumerated().contains { other, larger in
      other != place && group.isSubset(of: larger) && (group != larger || other < place)
    }
  }.map(\.element)
}

/// "a", …, "z", "aa", "ab", … for groups 0, 1, …
public func groupLetters(_ number: Int) -> String {
  precondition(number >= 0)
  let letter = Character(UnicodeScalar(UInt8(97 + number % 26)))
  return (number < 26 ? "" : groupLetters(number / 26 - 1)) + String(letter)
}
