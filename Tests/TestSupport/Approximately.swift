/// Whether two numbers agree within an absolute or a relative tolerance, whichever is wider.
public func agrees(
  _ found: Double, _ expected: Double, absolute: Double = 0, relative: Double = 0
) -> Bool {
  abs(found - expected) <= max(absolute, relative * abs(expected))
}
