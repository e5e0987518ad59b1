public import Analyses
public import Images

extension ImageAlteration {
  /// What is done to an image. Noise and geometry are those of Rabanser et al. (2019).
  public var perturbation: Perturbation {
    switch kind {
    case .noise: .noise(deviation: by(1, 10, 100))
    case .geometry: .geometry(change)
    case .blur: .blur(radius: by(1, 2, 4))
    case .contrast: .contrast(percent: by(10, 30, 60))
    case .jpeg: .jpeg(quality: by(75, 30, 10))
    }
  }

  private var change: GeometricChange {
    switch strength {
    case .small: GeometricChange(degrees: 10, shiftPercent: 5, zoomPercent: 10, flips: [])
    case .medium:
      GeometricChange(degrees: 40, shiftPercent: 20, zoomPercent: 20, flips: [.horizontal])
    case .large:
      GeometricChange(
        degrees: 90, shiftPercent: 40, zoomPercent: 40, flips: [.horizontal, .vertical])
    }
  }

  private func by(_ small: Int, _ medium: Int, _ large: Int) -> Int {
    switch strength {
    case .small: small
    case .medium: medium
    case .large: large
    }
  }
}
