// swift-tools-version: 6.2
import PackageDescription

func fuzzer(_ name: String, of product: String) -> Target {
  .executableTarget(
    name: name,
    dependencies: ["CFuzzer", .product(name: product, package: "semblance")],
    path: name,
    swiftSettings: [
      .enableUpcomingFeature("ExistentialAny"),
      .treatAllWarnings(as: .error),
    ],
    linkerSettings: [.unsafeFlags(["-sanitize=fuzzer", "-use-ld=lld"])])
}

let package = Package(
  name: "semblance-fuzzing",
  dependencies: [.package(name: "semblance", path: "../..")],
  targets: [
    .target(name: "CFuzzer", path: "CFuzzer"),
    fuzzer("FuzzImages", of: "SemblanceImages"),
    fuzzer("FuzzFiles", of: "SemblanceRooms"),
  ]
)
