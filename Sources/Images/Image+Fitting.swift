extension Image {
  /// A small picture: no side longer than `side`; smaller ones stay as they are.
  public func fitting(_ side: Int) -> Image {
    let longest = max(width, height)
    guard longest > side else { return self }
    return resized(
      width: max(1, width * side / longest), height: max(1, height * side / longest),
      filter: .bilinear)
  }
}
