// swift-tools-version: 6.2
import PackageDescription

let settings: [SwiftSetting] = [
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let package = Package(
  name: "semblance-benchmarks",
  dependencies: [
    .package(name: "semblance", path: ".."),
    // Without its malloc interposer, whose counts read 0 here and say nothing.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .systemLibrary(
      name: "CJPEGEncoder", path: "CJPEGEncoder", pkgConfig: "libturbojpeg",
      providers: [.apt(["libturbojpeg0-dev"])]),
    .executableTarget(
      name: "HotPaths",
      dependencies: [
        "CJPEGEncoder",
        .product(name: "SemblanceRooms", package: "semblance"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/HotPaths",
      swiftSettings: settings,
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    .executableTarget(
      name: "JoinTimes",
      dependencies: [.product(name: "SemblanceStatistics", package: "semblance")],
      path: "JoinTimes", swiftSettings: settings),
    .executableTarget(
      name: "StoreTimes",
      dependencies: [.product(name: "SemblanceRooms", package: "semblance")],
      path: "StoreTimes", swiftSettings: settings),
    .executableTarget(
      name: "ClusterTimes",
      dependencies: [.product(name: "SemblanceStatistics", package: "semblance")],
      path: "ClusterTimes", swiftSettings: settings),
    .executableTarget(
      name: "ShiftTimes",
      dependencies: [.product(name: "SemblanceStatistics", package: "semblance")],
      path: "ShiftTimes", swiftSettings: settings),
    .executableTarget(
      name: "ShiftPower",
      dependencies: [.product(name: "SemblanceStatistics", package: "semblance")],
      path: "ShiftPower", swiftSettings: settings),
    .executableTarget(
      name: "ShiftCalibration",
      dependencies: [.product(name: "SemblanceStatistics", package: "semblance")],
      path: "ShiftCalibration", swiftSettings: settings),
    .executableTarget(
      name: "EncoderTimes",
      dependencies: [.product(name: "SemblanceStatistics", package: "semblance")],
      path: "EncoderTimes", swiftSettings: settings),
    .executableTarget(
      name: "EncoderCalibration",
      dependencies: [.product(name: "SemblanceStatistics", package: "semblance")],
      path: "EncoderCalibration", swiftSettings: settings),
  ]
)
