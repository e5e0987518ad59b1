import CFuzzer
import Foundation
import Images

/// Decodes what libFuzzer makes of a corpus; a crash, a hang or what AddressSanitizer finds ends it.
///
/// Small limits, so that a declared size does not become the time of a million zeros.
@_cdecl("LLVMFuzzerTestOneInput")
func decode(_ bytes: UnsafePointer<UInt8>?, _ size: Int) -> CInt {
  let file = Array(UnsafeBufferPointer(start: bytes, count: size))
  let limits = DecodingLimits(side: 2_048, pixels: 1 << 20)
  let window = IntensityWindow(center: 100, width: 300)
  let choices = [
    DecodingOptions(limits: limits),
    DecodingOptions(limits: limits, alpha: .drop, window: window, jpegScale: .eighth),
  ]
  for options in choices {
    for frame in 0..<2 {
      guard let image = try? decodeImage(file, frame: frame, options: options).image else {
        continue
      }
      precondition(image.samples.count == image.width * image.height * image.channels)
    }
  }
  return 0
}

var count = CommandLine.argc
var arguments: UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>? = CommandLine.unsafeArgv
exit(LLVMFuzzerRunDriver(&count, &arguments, decode))
