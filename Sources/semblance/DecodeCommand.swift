public import ArgumentParser
import Datasets
import Embeddings
import Foundation
public import Images

struct DecodeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode",
    abstract: "Write what encoders see of image files as PNG.",
    discussion: """
      Writes FOLDER/NAME.png, or FOLDER/NAME-FRAME.png for a file of several pictures, and says how \
      each became 8-bit grey or RGB. Files that cannot be read are named with the reason.

      EXAMPLES
        semblance decode scan.dcm -o seen/ --window 40,400
        semblance decode brain.nii.gz -o slices/ --frames all --axis j
      """)

  @Argument(help: "Image files.", completion: .file())
  var files: [String]

  @Option(name: .shortAndLong, help: "The folder to write to.", completion: .directory)
  var output: String

  @Option(
    name: .long,
    help: "Which pictures of a file with several: all, first or middle, or a number from 0.")
  var frames: FrameOption = .choice(.first)

  @Option(
    name: .long, help: "CENTER,WIDTH of the values that become black to white, as 40,400.")
  var window: IntensityWindow?

  @Option(name: .long, help: "Axis across which a volume is cut: i, j or k.")
  var axis: VolumeAxis = .k

  func validate() throws {
    let files = Dictionary(grouping: zip(names, files)) { $0.0 }.values.first { $0.count > 1 }
    guard let files else { return }
    throw ValidationError(
      "\(files[0].1) and \(files[1].1) would both become \(files[0].0).png; decode them into folders "
        + "of their own")
  }

  func run() async throws {
    let options = DecodingOptions(window: window, volumeAxis: axis)
    let folder = URL(filePath: output)
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw EmbeddingError.unwritable(file: folder.path, reason: reason(of: error))
    }
    var failures = 0
    for (name, file) in zip(names, files) {
      try Task.checkCancellation()
      do {
        try decode(file, named: name, options, to: folder)
      } catch let error as ImageError {
        failures += 1
        Terminal.error("\(file): \(error)")
      } catch let error as DatasetError {
        failures += 1
        Terminal.error("\(error)")
      }
    }
    if failures > 0 { throw ExitCode.failure }
  }

  /// Of the pictures to write, without their ending.
  private var names: [String] {
    files.map { URL(filePath: $0).deletingPathExtension().lastPathComponent }
  }

  private func decode(
    _ file: String, named stem: String, _ options: DecodingOptions, to folder: URL
  ) throws {
    let bytes = try imageBytes(of: URL(filePath: file))
    let count = try frameCount(of: bytes, options: options)
    for frame in frames.chosen(of: count) {
      let decoded = try decodeImage(bytes, frame: frame, options: options)
      let name = count == 1 ? "\(stem).png" : "\(stem)-\(frame).png"
      try WholeFile.write(
        Data(try decoded.image.encodedPNG()), to: folder.appending(path: name))
      print("\(name): \(decoded.summary)")
    }
  }
}

/// Which pictures of a file with several.
enum FrameOption: ExpressibleByArgument {
  case choice(FrameChoice)
  case number(Int)

  init?(argument: String) {
    if let choice = FrameChoice(rawValue: argument) {
      self = .choice(choice)
    } else if let number = Int(argument), (0..<Int.max).contains(number) {
      self = .number(number)
    } else {
      return nil
    }
  }

  var defaultValueDescription: String { "first" }

  func chosen(of count: Int) -> Range<Int> {
    switch self {
    case .choice(let choice): choice.chosen(of: count)
    case .number(let number): number..<(number + 1)
    }
  }
}

extension IntensityWindow: ExpressibleByArgument {
  public init?(argument: String) {
    let numbers = argument.split(separator: ",", omittingEmptySubsequences: false).map {
      Double($0.trimmingCharacters(in: .whitespaces))
    }
    guard numbers.count == 2, let center = numbers[0], let width = numbers[1], center.isFinite,
      width.isFinite, width > 0
    else { return nil }
    self.init(center: center, width: width)
  }
}

extension VolumeAxis: ExpressibleByArgument {}

extension DecodedImage {
  /// "512 × 512 grey, windowFromFile, black −160 to white 240".
  fileprivate var summary: String {
    let kind = image.channels == 1 ? "grey" : "RGB"
    var parts = ["\(image.width) × \(image.height) \(kind)"] + notes.map(\.rawValue)
    if let window {
      let (black, white) = (window.center - window.width / 2, window.center + window.width / 2)
      parts.append("black \(black.formatted()) to white \(white.formatted())")
    }
    return parts.joined(separator: ", ")
  }
}
