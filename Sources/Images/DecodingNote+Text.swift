extension DecodingNote {
  /// What happened, in words.
  public var sentence: String {
    switch self {
    case .oneOfSeveralFrames: "one frame or page of several was taken"
    case .alphaOverWhite: "transparent pixels were laid over white"
    case .alphaOverColor: "transparent pixels were laid over a colour"
    case .alphaDropped: "transparency was dropped"
    case .uniformByAlpha: "all pixels became equal by what was done with transparency"
    case .reducedTo8Bits: "16-bit samples kept their high byte"
    case .darkBy16Bits: "16-bit samples are all below 4096 and became nearly black"
    case .windowFromFile: "grey levels follow the window that the file names"
    case .windowAsAsked: "grey levels follow the window that was asked for"
    case .stretchedToRange: "black and white are the smallest and the largest intensity"
    case .convertedFromCMYK: "CMYK was converted to RGB without a colour profile"
    case .colorProfileIgnored: "a colour profile was not applied"
    case .scaledWhileDecoding: "decoded at a fraction of the size"
    case .orientationApplied: "turned as the file's orientation says"
    }
  }

  /// What to do about it; nil where nothing need be done.
  public var remedy: String? {
    switch self {
    case .uniformByAlpha: "choose another alpha: under decoding: in dataset.yaml"
    case .darkBy16Bits: "name a window: under decoding: in dataset.yaml"
    default: nil
    }
  }
}
