/// The known word with the fewest edits, if it is close enough to be meant.
func nearest(to word: String, in known: [String]) -> String? {
  let ranked = known.map { (edits(from: word, to: $0), $0) }.sorted { $0 < $1 }
  guard let best = ranked.first, best.0 <= max(2, word.count / 3) else { return nil }
  return best.1
}

/// Levenshtein distance.
func edits(from a: String, to b: String) -> Int {
  let b = Array(b)
  var row = Array(0...b.count)
  for (i, x) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for j in b.indices {
      let substituted = diagonal + (x == b[j] ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}
