// swift-tools-version: 6.2
import PackageDescription

/// Every Swift room is built the same way: Swift 6, explicit `any`, internal imports unless said
/// otherwise, unsafe code marked as such, and no warning left standing.
let settings: [SwiftSetting] = [
  .strictMemorySafety(),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .treatAllWarnings(as: .error),
]

let cWarningsAsErrors: [CSetting] = [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]

let cxxWarningsAsErrors: [CXXSetting] = [.unsafeFlags(["-Wall", "-Wextra", "-Werror"])]

func room(
  _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  .target(
    name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: "\(name)Tests",
    dependencies: [.init(stringLiteral: name), "TestSupport"] + dependencies,
    resources: [.copy("References")],
    swiftSettings: settings)
}

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
/// The web client, with the pieces of it that are named in code.
let webClient = [
  Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client"),
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOHTTP1", package: "swift-nio"),
]
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
/// The web server: Hummingbird with the pieces of it that are named in code.
let http = [
  Target.Dependency.product(name: "Hummingbird", package: "hummingbird"),
  .product(name: "HummingbirdCore", package: "hummingbird"),
  .product(name: "HTTPTypes", package: "swift-http-types"),
  .product(name: "NIOCore", package: "swift-nio"),
  .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
  .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
]
let database = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let package = Package(
  name: "semblance",
  products: [
    .executable(name: "semblance", targets: ["semblance"]),
    // For benchmarks and fuzzing, packages of their own.
    .library(name: "SemblanceImages", targets: ["Images"]),
    .library(name: "SemblanceStatistics", targets: ["LinearAlgebra", "Statistics"]),
    .library(
      name: "SemblanceRooms",
      targets: [
        "Datasets", "Embeddings", "Images", "Inference", "LinearAlgebra", "Statistics",
        "VectorStore",
      ]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.100.0"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.0"),
    .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.0"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.11.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.0"),
  ],
  targets: [
    // C libraries: a module map each, or a small shim where the API is variadic, needs setjmp or is
    // opened at run time. Each says why in its header.
    .target(name: "COpenBLAS", cSettings: cWarningsAsErrors),
    .target(name: "CPNG", cSettings: cWarningsAsErrors, linkerSettings: [.linkedLibrary("png")]),
    .target(name: "CJPEG", cSettings: cWarningsAsErrors, linkerSettings: [.linkedLibrary("jpeg")]),
    .target(name: "CInference", cSettings: cWarningsAsErrors),
    .target(name: "CMPI", cSettings: cWarningsAsErrors),
    .target(name: "CResample", cSettings: cWarningsAsErrors),
    .target(
      name: "CSimilarity", exclude: ["README.md"], cSettings: cWarningsAsErrors),
    .target(
      name: "CDICOM", dependencies: ["COpenJPEG"], cxxSettings: cxxWarningsAsErrors,
      linkerSettings: [
        "dcmjpeg", "dcmjpls", "dcmdata", "oflog", "ofstd", "z",
      ].map { .linkedLibrary($0) }),
    .systemLibrary(
      name: "COpenJPEG", pkgConfig: "libopenjp2", providers: [.apt(["libopenjp2-7-dev"])]),
    // For writing JPEGs; they are read through CJPEG.
    .systemLibrary(
      name: "CTurboJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CWebP", pkgConfig: "libwebpdemux", providers: [.apt(["libwebp-dev"])]),
    .systemLibrary(name: "CGIF", providers: [.apt(["libgif-dev"])]),
    .target(name: "CTIFF", cSettings: cWarningsAsErrors, linkerSettings: [.linkedLibrary("tiff")]),
    .systemLibrary(
      name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
    .systemLibrary(
      name: "CPostgreSQL", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(
      name: "CCairo", pkgConfig: "pangocairo", providers: [.apt(["libpango1.0-dev"])]),

    // Rooms, from left to right: a later one may import an earlier one, never the reverse.
    room("LinearAlgebra", ["COpenBLAS", "CSimilarity"]),
    room("Statistics", ["LinearAlgebra"]),
    room(
      "Images",
      [
        "CDICOM", "CGIF", "CJPEG", "CPNG", "CResample", "CTIFF", "CTurboJPEG", "CWebP", "CZlib",
        crypto,
      ]),
    room("Datasets", ["Images", "CArchive", crypto]),
    room("Inference", ["CInference"]),
    room(
      "Embeddings",
      [
        "CSQLite", "Datasets", "Images", "Inference", "LinearAlgebra", "Statistics", crypto,
      ]),
    room("Scaleout", ["CMPI", "Embeddings", "Statistics", crypto]),
    room("PostgreSQL", ["CPostgreSQL"]),
    room(
      "VectorStore",
      ["Embeddings", "Images", "LinearAlgebra", "PostgreSQL", "Statistics", crypto, database]),
    room("Analyses", ["Datasets", "Embeddings", "LinearAlgebra", "Statistics"]),
    room("Figures", ["CCairo"]),
    room("Reports", ["Analyses", "Datasets", "Embeddings", "Figures", "Statistics"]),
    room(
      "Experiments",
      [
        "Analyses", "Datasets", "Embeddings", "Figures", "Images", "Inference", "LinearAlgebra",
        "Reports", "Scaleout", "Statistics", "VectorStore", logging, yams,
      ] + webClient,
      resources: [.embedInCode("Cards"), .embedInCode("Verification")]),
    room(
      "SearchServer",
      [
        "Analyses", "Embeddings", "Images", "LinearAlgebra", "Statistics", "VectorStore", crypto,
        logging, mustache,
      ] + http, resources: [.embedInCode("Explorer"), .embedInCode("openapi.json")]),
    .executableTarget(
      name: "semblance",
      dependencies: [
        "Analyses", "Datasets", "Embeddings", "Experiments", "Images", "Inference",
        "LinearAlgebra", "Reports", "Scaleout", "SearchServer", "Statistics", "VectorStore",
        argumentParser, logging,
      ],
      swiftSettings: settings),

    .target(
      name: "TestSupport", path: "Tests/TestSupport", swiftSettings: settings),
    tests(of: "LinearAlgebra"),
    tests(of: "Statistics", ["LinearAlgebra"]),
    tests(of: "Images"),
    tests(of: "Datasets", ["Images"]),
    tests(of: "Inference"),
    tests(of: "Embeddings", ["Datasets", "Images", "Inference", "LinearAlgebra", "Statistics"]),
    .testTarget(
      name: "ScaleoutTests", dependencies: ["Scaleout", "Statistics", "TestSupport"],
      swiftSettings: settings),
    // A process that writes to a store until a test kills it.
    .executableTarget(
      name: "StoreFiller", dependencies: ["Embeddings", "VectorStore"], path: "Tests/StoreFiller",
      swiftSettings: settings),
    tests(
      of: "VectorStore",
      [
        "Embeddings", "Images", "LinearAlgebra", "PostgreSQL", "Statistics", "StoreFiller",
        database,
      ]),
    tests(
      of: "SearchServer",
      ["Analyses", "Embeddings", "Images", "LinearAlgebra", "Statistics", "VectorStore"]),
    tests(of: "Analyses", ["Datasets", "Embeddings", "LinearAlgebra", "Statistics"]),
    tests(of: "Figures"),
    tests(of: "Reports", ["Analyses", "Figures"]),
    tests(
      of: "Experiments",
      ["Analyses", "Datasets", "Embeddings", "Images", "Inference", "LinearAlgebra", yams]),
    tests(of: "semblance", ["Images", argumentParser]),
  ],
  cxxLanguageStandard: .cxx17
)
