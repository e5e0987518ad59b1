public import Analyses
public import ArgumentParser
import Foundation
public import Statistics

/// Masks of a method as NAME=PATH, or as PATH alone.
struct MaskArgument: ExpressibleByArgument {
  let name: String?
  let path: String

  init?(argument: String) {
    let sides = argument.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      .map(String.init)
    // What is before "=" may be the beginning of a path.
    let isNamed = sides.count == 2 && !sides[0].contains("/")
    (name, path) = isNamed ? (sides[0], sides[1]) : (nil, argument)
    guard !path.isEmpty, name?.isEmpty != true else { return nil }
  }

  /// The file's name without its end, or the folder's where that says nothing: "unet" of
  /// `unet/manifest.csv`.
  fileprivate var usualName: String {
    let url = URL(filePath: path).standardizedFileURL
    let stem = url.deletingPathExtension().lastPathComponent
    let isUsual = ["manifest", "dataset", "masks"].contains(stem)
    return isUsual ? url.deletingLastPathComponent().lastPathComponent : stem
  }

  static func checkNames(_ methods: [MaskMethod]) throws {
    for (index, method) in methods.enumerated()
    where methods[..<index].contains(where: { $0.name == method.name }) {
      throw ValidationError(
        "--masks: two methods are called \(method.name); name each as NAME=PATH")
    }
  }
}

extension [MaskArgument] {
  var methods: [MaskMethod] { map { MaskMethod(name: $0.name ?? $0.usualName, path: $0.path) } }
}

extension MaskObject: ExpressibleByArgument {
  public static var allValueStrings: [String] { ["any", "1", "…", "255"] }

  public init?(argument: String) {
    self.init(argument)
  }
}

extension PixelSpacing: ExpressibleByArgument {
  public static var allValueStrings: [String] { ["X,Y"] }

  /// "0.5,0.5".
  public init?(argument: String) {
    let sides = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
    guard sides.count == 2, let x = sides[0], let y = sides[1],
      x > 0, y > 0, x.isFinite, y.isFinite
    else { return nil }
    self.init(x: x, y: y)
  }
}

extension MissingMasks: ExpressibleByArgument {}
