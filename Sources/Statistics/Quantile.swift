/// The quantile of a sample by linear interpolation between order statistics, which is NumPy's
/// and R's default (type 7).
///
/// - Parameter sorted: ascending, not empty.
public func quantile(_ probability: Double, ofSorted sorted: [Double]) -> Double {
  precondition(!sorted.isEmpty && (0...1).contains(probability))
  let position = probability * Double(sorted.count - 1)
  let below = Int(position)
  let above = min(below + 1, sorted.count - 1)
  return sorted[below] + (position - Double(below)) * (sorted[above] - sorted[below])
}

/// Rearranges the values so that the one of the given rank (0 is the smallest) stands at that
/// place, with none greater before it and none smaller behind it; returns it.
///
/// - Complexity: O(n) on average. Source: Hoare's "Find" (1961), middle element as pivot.
func selectRank(_ rank: Int, in values: inout [Double]) -> Double {
  precondition(values.indices.contains(rank))
  var (low, high) = (0, values.count - 1)
  while low < high {
    let (left, right) = partition(&values, from: low, through: high)
    if rank <= right {
      high = right
    } else if rank >= left {
      low = left
    } else {
      break
    }
  }
  return values[rank]
}

/// Afterwards nothing up to `right` is greater than the pivot and nothing from `left` on smaller;
/// what stands between them equals it.
private func partition(
  _ values: inout [Double], from low: Int, through high: Int
) -> (left: Int, right: Int) {
  let pivot = values[low + (high - low) / 2]
  var (left, right) = (low, high)
  while left <= right {
    while values[left] < pivot { left += 1 }
    while pivot < values[right] { right -= 1 }
    guard left <= right else { break }
    values.swapAt(left, right)
    left += 1
    right -= 1
  }
  return (left, right)
}
