import Datasets
import Embeddings
import Figures
import Foundation
import Images
import LinearAlgebra
import Statistics

/// The files of one picture, by path below the folder.
struct MadeFiles {
  private let sample: Sample
  private let folder: URL
  private let path: String

  init(_ sample: Sample, folder: URL) {
    (self.sample, self.folder) = (sample, folder)
    path = PicturePath(id: sample.id).text
  }

  var map: String { "maps/\(path).npy" }
  private var mask: String { "masks/\(path).png" }
  private var parts: String { "parts/\(path).csv" }
  private var overlay: String { "overlays/\(path).png" }

  /// Where the picture is: where it was, or a copy of what is no file of its own.
  var picture: (path: String, isCopy: Bool) {
    if case .file(let url, 0) = sample.image {
      return (relativePath(from: folder.absoluteURL, to: url.absoluteURL), false)
    }
    return ("pictures/\(path).png", true)
  }

  /// - Parameter made: nil for a map alone, whose overlay shows the map.
  func content(
    _ image: Image, _ map: SaliencyMap, _ made: MaskMaker.Made?
  ) throws -> [(path: String, data: Data)] {
    var files: [(path: String, data: Data)] = [(self.map, NumPyFile.data(of: map.values))]
    if picture.isCopy { files.append((picture.path, Data(try image.encodedPNG()))) }
    guard let made else {
      return files + [(overlay, Data(try Image(map.heat(over: image.bitmap)).encodedPNG()))]
    }
    let mask = made.mask
    let png = try encodedMaskPNG(mask.pixels, width: mask.width, height: mask.height)
    let drawn = Figure(of: image.rgb.bitmap, under: [made.mask.overlay])
    return files + [
      (self.mask, Data(png)), (overlay, Data(try drawn.png(scale: 1))),
      (parts, Data(made.components.table(of: map).utf8)),
    ]
  }

  /// Whether what a row names is there and can be read: the map and the mask of the picture's size.
  func areWhole(_ row: MadeRow, _ facts: SampleFacts, _ limits: DecodingLimits) -> Bool {
    guard
      let map = try? SaliencyMap(file: folder.appending(path: row.map), limits: limits),
      (map.width, map.height) == (facts.width, facts.height)
    else { return false }
    let others = [row.overlay, row.parts, picture.isCopy ? picture.path : nil].compactMap(\.self)
    return hasMask(row, facts, limits)
      && others.allSatisfy(isThere)
  }

  private func isThere(_ path: String) -> Bool {
    // None that can be asked about is none.
    let size = try? folder.appending(path: path).resourceValues(forKeys: [.fileSizeKey]).fileSize
    return size ?? 0 > 0
  }

  private func hasMask(_ row: MadeRow, _ facts: SampleFacts, _ limits: DecodingLimits) -> Bool {
    guard let mask = row.mask else { return true }
    let reading = ImageReference.file(folder.appending(path: mask))
      .readMask(of: sample.id, width: facts.width, height: facts.height, limits: limits)
    if case .read = reading { return true }
    return false
  }

  func row(
    method: String, lookedFor: String, _ map: SaliencyMap, _ made: MaskMaker.Made?,
    pixels: ContentDigest
  ) -> MadeRow {
    let maskPixels = made?.mask.pixels.count { $0 }
    let area = maskPixels.map { MadeRow.rounded(Double($0) / Double(map.width * map.height)) }
    return MadeRow(
      id: sample.id, picture: picture.path, mask: made == nil ? nil : mask, map: self.map,
      overlay: overlay, parts: made == nil ? nil : parts, method: method, lookedFor: lookedFor,
      area: area,
      maskPixels: maskPixels, seen: MadeRow.rounded(map.seen),
      pixels: MadeRow.short(pixels), label: sample.label, split: sample.split,
      group: sample.group, site: sample.site)
  }
}

extension [MaskComponent] {
  /// Of each part its area in pixels, its box, and its points: the centroid, and where the map is greatest.
  fileprivate func table(of map: SaliencyMap) -> String {
    let heading = [
      "part", "area", "x", "y", "width", "height", "centroid_x", "centroid_y", "peak_x", "peak_y",
    ]
    let rows = enumerated().map { number, part in
      let peak = part.peak(in: map.values.elements, width: map.width)
      let whole = [
        number + 1, part.area, part.box.x, part.box.y, part.box.width, part.box.height,
      ].map { "\($0)" }
      let points = [part.centroid.x, part.centroid.y, peak.x, peak.y]
      return whole + points.map { String(format: "%.2f", $0) }
    }
    return DelimitedText.text(of: [heading] + rows)
  }
}

extension Color {
  /// Of masks that were made.
  static let made = Theme.standard.categories[1]
  /// Of true ones.
  static let truth = Theme.standard.categories[0]
}

extension PixelMask {
  /// Contour and tint.
  var overlay: MaskOverlay { overlay(.made) }

  func overlay(_ color: Color) -> MaskOverlay {
    MaskOverlay(MaskOutline(of: pixels, width: width, height: height), color: color)
  }
}

extension SaliencyMap {
  /// A map that was written.
  ///
  /// - Throws: what `decodeSoftMap` throws, and what reading a file throws.
  init(file: URL, limits: DecodingLimits) throws {
    let stored = try decodeSoftMap(Data(contentsOf: file), limits: limits)
    self.init(
      values: Matrix(rows: stored.height, columns: stored.width, elements: stored.values))
  }
}

extension Image {
  fileprivate init(_ bitmap: Bitmap) {
    self.init(
      width: bitmap.width, height: bitmap.height, channels: bitmap.channels,
      samples: bitmap.samples)
  }
}
