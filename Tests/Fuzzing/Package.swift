// swift-tools-version: 6.2
import PackageDescription

let package = Package(
  name: "semblance-fuzzing",
  dependencies: [.package(name: "semblance", path: "../..")],
  targets: [
    .target(name: "CFuzzer", path: "CFuzzer"),
    .executableTarget(
      name: "FuzzImages",
      dependencies: ["CFuzzer", .product(name: "SemblanceImages", package: "semblance")],
      path: "FuzzImages",
      swiftSettings: [
        .enableUpcomingFeature("ExistentialAny"),
        .treatAllWarnings(as: .error),
      ],
      linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])]),
  ]
)
