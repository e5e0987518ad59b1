/// What a question found, or did not, in words that fit into the verdict of a whole run.
struct Finding {
  let subject: Subject
  let isFound: Bool
  /// What was found as a clause ("train and test differ …"), or what was not as a noun ("a shift …"),
  /// with its number and interval.
  let words: String

  /// In the order in which they put what else a run says in doubt: what leaks or has shifted first.
  enum Subject: Int, CaseIterable {
    case leakage
    case shift
    case duplicates
    case encoders
    case masks
  }

  /// With the encoder that it was found by.
  func named(_ encoder: String?) -> Finding {
    guard let encoder else { return self }
    return Finding(subject: subject, isFound: isFound, words: "\(words), by \(encoder)")
  }
}

extension [Finding] {
  /// At most two sentences over several findings: the first of what was found that matters most, and, of
  /// each subject of which nothing was found by any encoder, the first of what was not. Empty for one
  /// finding, which speaks for itself.
  var verdict: String {
    guard count > 1 else { return "" }
    let found = Finding.Subject.allCases.lazy.compactMap { subject in
      first { $0.subject == subject && $0.isFound }
    }.first
    let missed = Finding.Subject.allCases.compactMap { subject -> String? in
      let about = filter { $0.subject == subject }
      return about.contains(where: \.isFound) ? nil : about.first?.words
    }
    let sentences = [
      found.map { "What matters most: \($0.words)." },
      missed.isEmpty ? nil : "Not found: \(missed.joined(separator: "; ")).",
    ]
    return sentences.compactMap(\.self).joined(separator: " ")
  }
}
