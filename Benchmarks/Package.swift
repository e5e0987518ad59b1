// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "semblance-benchmarks",
  dependencies: [
    .package(name: "semblance", path: ".."),
    // Without its malloc interposer, whose counts read 0 here and say nothing.
    .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
  ],
  targets: [
    .executableTarget(
      name: "HotPaths",
      dependencies: [
        .product(name: "SemblanceRooms", package: "semblance"),
        .product(name: "Benchmark", package: "benchmark"),
      ],
      path: "Benchmarks/HotPaths",
      plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")])
  ]
)
