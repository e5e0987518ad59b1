/// The type of a voxel.
enum NIfTIVoxel: Equatable {
  case number(NumberType)
  /// Red, green and blue bytes.
  case color

  /// - Parameter code: DT_… of nifti1.h.
  init(code: Int) throws(ImageError) {
    switch code {
    case 2: self = .number(NumberType(kind: .unsigned, bytes: 1))
    case 4: self = .number(NumberType(kind: .signed, bytes: 2))
    case 8: self = .number(NumberType(kind: .signed, bytes: 4))
    case 16: self = .number(NumberType(kind: .floating, bytes: 4))
    case 64: self = .number(NumberType(kind: .floating, bytes: 8))
    case 128: self = .color
    case 256: self = .number(NumberType(kind: .signed, bytes: 1))
    case 512: self = .number(NumberType(kind: .unsigned, bytes: 2))
    case 768: self = .number(NumberType(kind: .unsigned, bytes: 4))
    case 1024: self = .number(NumberType(kind: .signed, bytes: 8))
    case 1280: self = .number(NumberType(kind: .unsigned, bytes: 8))
    default: throw .unsupported(format: "NIfTI", finding: "voxels of type \(code)")
    }
  }

  var bytes: Int {
    switch self {
    case .number(let type): type.bytes
    case .color: 3
    }
  }
}
