/// Sums of a Gaussian kernel over pairs of rows, from one pass that never holds all of them.
///
/// With K₀ the kernel without pairs of rows of one unit, a relabelling z needs zᵀK₀z and zᵀK₀1, a
/// resample w needs wᵀK₀w by blocks. Only pairs i < j are visited, each worth two. Strips of rows are
/// worked through on all cores and added in order, so that threads do not change a bit.
struct KernelSums: Portable {
  /// Σ over i < j of K, all pairs.
  private(set) var all = Blocks()
  /// Σ over i < j of K₀.
  private(set) var distinct = Blocks()
  /// Σⱼ K₀ᵢⱼ for each row i, over the rows j of its own sample.
  private(set) var ownSums: [Double]
  /// The same over the rows of the other sample.
  private(set) var otherSums: [Double]
  /// Σ over i < j of wᵢK₀ᵢⱼwⱼ for each weighting.
  private(set) var weighted: [Blocks]

  /// One number for pairs in x, pairs in y and pairs across.
  struct Blocks: Equatable, Sendable {
    var xx = 0.0
    var yy = 0.0
    var xy = 0.0

    var sum: Double { xx + yy + xy }

    static func += (a: inout Blocks, b: Blocks) {
      a = Blocks(xx: a.xx + b.xx, yy: a.yy + b.yy, xy: a.xy + b.xy)
    }
  }

  /// - Parameter progress: is told of strips.
  init(_ pass: KernelPass, progress: @escaping WorkProgress = { _, _ in }) {
    let empty = KernelSums(rows: pass.distances.count, weightings: pass.weights.count)
    self = foldInParts(
      "kernel", pass.strips.strips.count, each: KernelBuffers(), into: empty, progress: progress
    ) { buffers, number in
      pass.sums(ofStrip: number, &buffers)
    } combine: { sums, strip in
      sums.add(strip)
    }
  }

  private init(rows: Int, weightings: Int) {
    ownSums = Array(repeating: 0, count: rows)
    otherSums = ownSums
    weighted = Array(repeating: Blocks(), count: weightings)
  }

  private mutating func add(_ strip: StripSums) {
    all += strip.all
    distinct += strip.distinct
    for place in strip.ownSums.indices {
      ownSums[strip.first + place] += strip.ownSums[place]
      otherSums[strip.first + place] += strip.otherSums[place]
    }
    for index in weighted.indices { weighted[index] += strip.weighted[index] }
  }
}

extension KernelSums {
  init?(from bytes: inout PortableReader) {
    guard let all = bytes.read(Blocks.self), let distinct = bytes.read(Blocks.self),
      let ownSums = bytes.read([Double].self), let otherSums = bytes.read([Double].self),
      let weighted = bytes.read([Blocks].self)
    else { return nil }
    (self.all, self.distinct) = (all, distinct)
    (self.ownSums, self.otherSums, self.weighted) = (ownSums, otherSums, weighted)
  }

  func write(to bytes: inout PortableWriter) {
    bytes.write(all)
    bytes.write(distinct)
    bytes.write(ownSums)
    bytes.write(otherSums)
    bytes.write(weighted)
  }
}

/// What the pairs of one strip add to the sums.
struct StripSums: Portable {
  /// The first row; sums of rows start with it.
  let first: Int
  var all = KernelSums.Blocks()
  var distinct = KernelSums.Blocks()
  var ownSums: [Double]
  var otherSums: [Double]
  var weighted: [KernelSums.Blocks]

  init(first: Int, length: Int, weightings: Int) {
    self.first = first
    ownSums = Array(repeating: 0, count: length)
    otherSums = ownSums
    weighted = Array(repeating: KernelSums.Blocks(), count: weightings)
  }

  init?(from bytes: inout PortableReader) {
    guard let first = bytes.read(Int.self), let all = bytes.read(KernelSums.Blocks.self),
      let distinct = bytes.read(KernelSums.Blocks.self),
      let ownSums = bytes.read([Double].self), let otherSums = bytes.read([Double].self),
      let weighted = bytes.read([KernelSums.Blocks].self)
    else { return nil }
    (self.first, self.all, self.distinct) = (first, all, distinct)
    (self.ownSums, self.otherSums, self.weighted) = (ownSums, otherSums, weighted)
  }

  func write(to bytes: inout PortableWriter) {
    bytes.write(first)
    bytes.write(all)
    bytes.write(distinct)
    bytes.write(ownSums)
    bytes.write(otherSums)
    bytes.write(weighted)
  }
}
