// swift-tools-version: 6.3

import PackageDescription

let package = Package(
    name: "hotline",
    products: [
        .executable(name: "hotline", targets: ["HotlineCommand"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
        .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // The hotline itself: values and rules, no I/O.
        .target(name: "Hotline", dependencies: [.product(name: "Yams", package: "Yams")]),

        // What units owe by the calendar (定期任务): duties, visits, payments. No I/O.
        .target(
            name: "HotlineDuties",
            dependencies: ["Hotline", .product(name: "Yams", package: "Yams")]
        ),

        // Who is entitled to what (救助对象): roster, matching, eligibility, guidance. No I/O.
        .target(
            name: "HotlineCare",
            dependencies: ["Hotline", .product(name: "Yams", package: "Yams")]
        ),

        // JSON that forgives nothing: duplicate keys, depth and UTF-8 are checked.
        .target(name: "StrictJSON"),

        // The national algorithms (国密), by libgcrypt.
        .systemLibrary(name: "CGcrypt", providers: [.apt(["libgcrypt20-dev"])]),
        .target(name: "NationalCrypto", dependencies: ["CGcrypt"]),

        // What the hotline learns from tickets, by LIBLINEAR.
        .systemLibrary(name: "CLiblinear", providers: [.apt(["liblinear-dev"])]),
        .target(name: "HotlineTraining", dependencies: ["Hotline", "CLiblinear"]),

        // libmicrohttpd as Swift would have it. Knows nothing of the hotline.
        .systemLibrary(
            name: "CMicroHTTPD",
            pkgConfig: "libmicrohttpd",
            providers: [.apt(["libmicrohttpd-dev"])]
        ),
        .target(
            name: "MicroHTTP",
            dependencies: ["CMicroHTTPD", .product(name: "HTTPTypes", package: "swift-http-types")]
        ),

        // Pictures that telephones read, by libqrencode.
        .systemLibrary(
            name: "CQrencode",
            pkgConfig: "libqrencode",
            providers: [.apt(["libqrencode-dev"])]
        ),
        .target(name: "QRCode", dependencies: ["CQrencode"]),

        // Tables as CSV and XLSX, by libxlsxwriter.
        .systemLibrary(name: "CXlsxWriter", providers: [.apt(["libxlsxwriter-dev"])]),
        .target(name: "Spreadsheet", dependencies: ["CXlsxWriter"]),

        // The hotline's memory: SQLite.
        .systemLibrary(name: "CSQLite", providers: [.apt(["libsqlite3-dev"])]),
        .target(
            name: "HotlineStore",
            dependencies: [
                "CSQLite", "Hotline", "HotlineCare", "HotlineDuties", "NationalCrypto",
                "StrictJSON",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "GRDBSQLite", package: "GRDB.swift"),
            ]
        ),

        // The hotline's counter: requests in, answers out.
        .target(
            name: "HotlineAPI",
            dependencies: [
                "CZlib", "Hotline", "HotlineCare", "HotlineDuties", "HotlineStore", "MicroHTTP",
                "NationalCrypto", "QRCode", "Spreadsheet", "StrictJSON", "Tabular",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),

        // Tables as people keep them: CSV, XLSX, JSON lines. Knows nothing of the hotline.
        .systemLibrary(name: "CZip", pkgConfig: "libzip", providers: [.apt(["libzip-dev"])]),
        .target(name: "Tabular", dependencies: ["CZip", "StrictJSON"]),

        // What systemd is told, by libsystemd.
        .systemLibrary(
            name: "CSystemd",
            pkgConfig: "libsystemd",
            providers: [.apt(["libsystemd-dev"])]
        ),

        // The pages for people, and what they need.
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(
            name: "HotlineConsole",
            dependencies: [
                "CZlib", "Hotline", "MicroHTTP", "NationalCrypto",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Mustache", package: "swift-mustache"),
            ]
        ),

        // Puts it together and runs it.
        .executableTarget(
            name: "HotlineCommand",
            dependencies: [
                "CSystemd", "Hotline", "HotlineAPI", "HotlineCare", "HotlineConsole",
                "HotlineStore", "HotlineTraining", "MicroHTTP", "StrictJSON", "Tabular",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "Yams", package: "Yams"),
            ]
        ),

        // Makes databases and loads, to measure the hotline with. Nobody installs it.
        .executableTarget(
            name: "HotlineBench",
            dependencies: [
                "Hotline", "HotlineAPI", "HotlineCare", "HotlineDuties", "HotlineStore",
                "HotlineTesting", "MicroHTTP", "StrictJSON", "Tabular",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),

        // What tests share: a clock that is told the time, seeds, builders, the shipped rules.
        .target(
            name: "HotlineTesting",
            dependencies: ["Hotline", "StrictJSON"],
            path: "Tests/HotlineTesting"
        ),
        .testTarget(name: "HotlineTests", dependencies: ["Hotline", "HotlineTesting"]),
        .testTarget(
            name: "HotlineDutiesTests",
            dependencies: ["Hotline", "HotlineDuties", "HotlineTesting"]
        ),
        .testTarget(
            name: "HotlineCareTests",
            dependencies: ["Hotline", "HotlineCare", "HotlineTesting"]
        ),
        .testTarget(
            name: "HotlineTrainingTests",
            dependencies: ["Hotline", "HotlineTesting", "HotlineTraining"]
        ),
        .testTarget(name: "SpreadsheetTests", dependencies: ["Spreadsheet"]),
        .testTarget(name: "QRCodeTests", dependencies: ["QRCode"]),
        .testTarget(name: "StrictJSONTests", dependencies: ["StrictJSON"]),
        .testTarget(name: "NationalCryptoTests", dependencies: ["NationalCrypto"]),
        .testTarget(
            name: "MicroHTTPTests",
            dependencies: ["MicroHTTP", .product(name: "HTTPTypes", package: "swift-http-types")]
        ),
        .testTarget(
            name: "HotlineAPITests",
            dependencies: [
                "Hotline", "HotlineAPI", "HotlineCare", "HotlineStore", "HotlineTesting",
                "MicroHTTP", "NationalCrypto", "Spreadsheet", "StrictJSON",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .testTarget(
            name: "HotlineConsoleTests",
            dependencies: [
                "Hotline", "HotlineConsole", "HotlineTesting", "MicroHTTP",
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]
        ),
        .testTarget(
            name: "HotlineCommandTests",
            dependencies: [
                "Hotline", "HotlineAPI", "HotlineCare", "HotlineCommand", "HotlineStore",
                "HotlineTesting", "StrictJSON",
            ]
        ),
        .testTarget(name: "TabularTests", dependencies: ["Tabular"]),
        .testTarget(name: "TidyTests"),
    ]
)

// What reads bytes from outside, for the fuzzer if HOTLINE_FUZZ is set (ops/fuzz), and else for
// the replay of what it found.
let fuzzed: [Target.Dependency] = [
    "Hotline", "HotlineAPI", "HotlineStore", "MicroHTTP", "StrictJSON", "Tabular",
    .product(name: "HTTPTypes", package: "swift-http-types"),
]
package.targets.append(
    Context.environment["HOTLINE_FUZZ"] == nil
        ? .testTarget(
            name: "FuzzTests",
            dependencies: fuzzed,
            exclude: ["FuzzMain.swift", "Corpus"]
        )
        : .executableTarget(
            name: "HotlineFuzz",
            dependencies: fuzzed,
            path: "Tests/FuzzTests",
            exclude: ["ReplayTests.swift", "Corpus"]
        )
)

for target in package.targets where target.type != .system {
    target.swiftSettings = [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
        .enableUpcomingFeature("InferIsolatedConformances"),
        .strictMemorySafety(),
        .treatAllWarnings(as: .error),
    ]
}
