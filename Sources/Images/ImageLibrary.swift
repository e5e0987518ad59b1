import CDICOM
import CGIF
import CPNG
import CTIFF
import CWebP
import CZlib

/// A library that pictures are read with.
public struct ImageLibrary: Sendable {
  public let name: String
  /// Nil for one that does not say it.
  public let version: String?
  public let formats: String

  public static let all = [
    ImageLibrary(name: "libpng", version: unsafe String(cString: cpng_version()), formats: "PNG"),
    ImageLibrary(name: "libjpeg-turbo", version: nil, formats: "JPEG"),
    ImageLibrary(name: "libwebp", version: webPVersion, formats: "WebP"),
    ImageLibrary(name: "libtiff", version: tiffVersion, formats: "TIFF"),
    ImageLibrary(
      name: "giflib", version: "\(GIFLIB_MAJOR).\(GIFLIB_MINOR).\(GIFLIB_RELEASE)",
      formats: "GIF"),
    ImageLibrary(
      name: "DCMTK", version: unsafe String(cString: cdicom_dcmtk_version()), formats: "DICOM"),
    ImageLibrary(
      name: "OpenJPEG", version: unsafe String(cString: cdicom_openjpeg_version()),
      formats: "JPEG 2000 in DICOM"),
    ImageLibrary(
      name: "zlib", version: unsafe String(cString: zlibVersion()), formats: "NIfTI"),
  ]

  /// A byte each for the three numbers.
  private static var webPVersion: String {
    let number = WebPGetDecoderVersion()
    return "\(number >> 16).\(number >> 8 & 255).\(number & 255)"
  }

  /// The end of "LIBTIFF, Version 4.5.0", the first of several lines.
  private static var tiffVersion: String? {
    unsafe String(cString: ctiff_version()).split(separator: "\n").first?
      .split(separator: " ").last.map(String.init)
  }
}
