// swift-tools-version: 6.2
import PackageDescription

// Set by `make lint` and `make test`: a warning is an error where the project is checked, and stays a warning for
// somebody who builds it with a newer compiler.
let strict = Context.environment["CALLSPOOL_STRICT"] == "1"

// What the tests spend their time in: optimised even in their debug build, with its assertions. The simulation runs four
// times as fast so, which is worth the two minutes that the optimiser takes.
let computing: Set = ["CallspoolCore", "CallspoolTesting", "CampaignFiles", "Dialers", "Spool", "Stages"]

let package = Package(
    name: "callspool",
    platforms: [.macOS(.v26)],
    products: [
        .executable(name: "callspool", targets: ["callspool"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections.git", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-log.git", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.6"),
        .package(
            url: "https://github.com/hummingbird-project/hummingbird.git",
            from: "2.28.1",
            traits: ["FullFoundation"]
        ),
        .package(url: "https://github.com/hummingbird-project/swift-mustache.git", from: "2.1.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    ],
    targets: [
        // The command: one file per subcommand, and the one place that names concrete types.
        .executableTarget(
            name: "callspool",
            dependencies: [
                "CallspoolCore", "CampaignFiles", "Charts", "CMalloc", "Dialers", "OutboundPage", "Presentation",
                "Shipping", "Spool", "Stages",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ]
        ),

        // What is told of a spool to programs and on paper: the JSON of the commands, reports, plans. The command prints it,
        // the web page serves it.
        .target(name: "Presentation", dependencies: ["CallspoolCore", "Charts", "Spool"]),

        // HTML and inline SVG from plain values: what the command and a web page both draw with.
        .target(name: "Charts"),

        // The web page: reads the spool as `status` and `view` do, and writes control files and `incoming/` only.
        .target(
            name: "OutboundPage",
            dependencies: [
                "CallspoolCore", "CampaignFiles", "Charts", "Cryptography", "Presentation", "Spool",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Mustache", package: "swift-mustache"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            resources: [.embedInCode("Resources")]
        ),

        // POST, signature, retry of deliveries.
        .target(
            name: "Shipping",
            dependencies: [
                "CallspoolCore", "Cryptography",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ]
        ),

        // A folder per engine.
        .target(
            name: "Dialers",
            dependencies: [
                "CallspoolCore", "Cryptography", "CSpawn",
                .product(name: "HeapModule", package: "swift-collections"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),

        // The spool directory: layout, pickup, log, lock, control files, result files, the embedded queue store.
        .target(name: "Spool", dependencies: ["CallspoolCore", "CampaignFiles", "Cryptography"]),

        // Bytes to `Campaign` or `[Diagnostic]`, as a stream; contact lists; numbers.
        .target(name: "CampaignFiles", dependencies: ["CallspoolCore", "CPhoneNumber", "CYAML"]),

        // Pickup, dial, status, ship: a step and a loop each; the supervisor.
        .target(
            name: "Stages",
            dependencies: [
                "CallspoolCore",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),

        // Model, policy, state machines, ports. No I/O, no clock, no randomness.
        .target(
            name: "CallspoolCore",
            dependencies: [.product(name: "HeapModule", package: "swift-collections")]
        ),

        // Hashes, message authentication codes, scrypt: a thin layer over OpenSSL's libcrypto, Debian's `libssl-dev`, which
        // needs no building.
        .target(name: "Cryptography", dependencies: ["COpenSSL"]),
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),

        // libyaml, Debian's `libyaml-dev`.
        .systemLibrary(name: "CYAML", providers: [.apt(["libyaml-dev"])]),

        // glibc's extensions of `posix_spawn`.
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CSpawn"),

        // A thin C++ shim over libphonenumber, Debian's `libphonenumber-dev`.
        .target(
            name: "CPhoneNumber",
            linkerSettings: [.linkedLibrary("phonenumber")]
        ),

        // Fakes, the conformance suites every store and every dialer must pass, and the simulation of the whole program.
        .target(
            name: "CallspoolTesting",
            dependencies: [
                "CallspoolCore", "CSpawn", "Dialers", "Spool", "Stages",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ]
        ),

        // The simulation test from the command line: `make simulate SEEDS=1..10000`.
        .executableTarget(
            name: "callspool-simulate",
            dependencies: ["CallspoolTesting"],
            path: "Sources/simulate"
        ),

        // Hostile bytes for the parsers of the engines' protocols: `make fuzz SECONDS=600`.
        .executableTarget(
            name: "callspool-fuzz",
            dependencies: ["CallspoolCore", "CallspoolTesting", "Dialers"],
            path: "Sources/fuzz"
        ),

        // An engine's server that answers at once, for measuring: `make bench-engines`.
        .executableTarget(
            name: "callspool-fake-engine",
            dependencies: ["CallspoolCore", "CallspoolTesting", "Stages"],
            path: "Sources/fake-engine"
        ),

        .testTarget(name: "CallspoolCoreTests", dependencies: ["CallspoolCore", "CallspoolTesting"]),
        .testTarget(
            name: "CampaignFilesTests",
            dependencies: ["CallspoolCore", "CampaignFiles", "CPhoneNumber", "CYAML"],
            exclude: ["Fixtures"]
        ),
        .testTarget(name: "ChartsTests", dependencies: ["Charts"]),
        .testTarget(name: "CryptographyTests", dependencies: ["Cryptography"]),
        .testTarget(
            name: "DialersTests",
            dependencies: [
                "CallspoolCore", "CallspoolTesting", "Dialers", "Stages",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            exclude: ["Fixtures"]
        ),
        .testTarget(
            name: "OutboundPageTests",
            dependencies: [
                "CallspoolCore", "CallspoolTesting", "OutboundPage", "Spool",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
            ]
        ),
        .testTarget(
            name: "SpoolTests",
            dependencies: ["CallspoolCore", "CallspoolTesting", "CampaignFiles", "Dialers", "Spool"]
        ),
        .testTarget(
            name: "StagesTests",
            dependencies: [
                "CallspoolCore", "CallspoolTesting", "Spool", "Stages",
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "ShippingTests",
            dependencies: [
                "CallspoolCore", "CallspoolTesting", "Cryptography", "Shipping", "Spool", "Stages",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ]
        ),
        .testTarget(name: "SimulationTests", dependencies: ["CallspoolCore", "CallspoolTesting"]),
        // Runs the built program.
        .testTarget(
            name: "callspoolTests",
            dependencies: ["callspool", "CallspoolCore", "CallspoolTesting", "Stages"]
        ),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx17
)

for target in package.targets where target.type != .system {
    var settings = target.swiftSettings ?? []
    settings.append(.enableUpcomingFeature("ExistentialAny"))
    settings.append(.enableUpcomingFeature("MemberImportVisibility"))
    settings.append(.enableUpcomingFeature("InternalImportsByDefault"))
    settings.append(.enableUpcomingFeature("NonisolatedNonsendingByDefault"))
    if strict {
        settings.append(.treatAllWarnings(as: .error))
        if computing.contains(target.name) {
            settings.append(.unsafeFlags(["-O", "-assert-config", "Debug"], .when(configuration: .debug)))
        }
    }
    target.swiftSettings = settings
}
