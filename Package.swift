// swift-tools-version: 6.2
import PackageDescription

/// Every target of our own: Swift 6 language mode, warnings are errors.
let strict: [SwiftSetting] = [
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

func library(
    _ name: String, _ dependencies: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: strict)
}

func tests(
    _ name: String, _ dependencies: [Target.Dependency], exclude: [String] = [],
    resources: [Resource] = []
) -> Target {
    .testTarget(
        name: name, dependencies: dependencies, exclude: exclude, resources: resources,
        swiftSettings: strict)
}

func systemLibrary(_ name: String, _ pkgConfig: String, _ debianPackage: String) -> Target {
    .systemLibrary(name: name, pkgConfig: pkgConfig, providers: [.apt([debianPackage])])
}

// A target imports only what stands above it here; Tests/TidyTests holds the sources to it.
let package = Package(
    name: "broadside",
    products: [
        .executable(name: "broadside", targets: ["broadside"]),
        .executable(name: "broadside-bench", targets: ["broadside-bench"]),
    ],
    targets: [
        systemLibrary("CSQLite", "sqlite3", "libsqlite3-dev"),
        systemLibrary("CMicroHTTPD", "libmicrohttpd", "libmicrohttpd-dev"),
        systemLibrary("CSodium", "libsodium", "libsodium-dev"),

        library("JSON"),
        library("Chronology"),
        library("Consent", ["JSON"]),
        library("Catalog", ["Chronology", "CSodium"]),
        library("Targeting", ["Catalog"]),
        library("Pacing", ["Catalog", "Chronology"]),
        library("Decisioning", ["Targeting", "Pacing", "Catalog", "Chronology"]),
        library("EventLog", ["Chronology", "CSQLite"]),
        library("Reporting", ["EventLog", "Catalog", "Chronology", "JSON"]),
        library("HTTPServer", ["CMicroHTTPD"]),
        library(
            "AdServer",
            [
                "HTTPServer", "EventLog", "Decisioning", "Pacing", "Targeting", "Catalog",
                "Consent", "Chronology", "JSON", "CSodium",
            ],
            resources: [.embedInCode("Resources/tag.js")]),
        .executableTarget(
            name: "broadside",
            dependencies: [
                "AdServer", "Reporting", "HTTPServer", "Decisioning", "Targeting", "Pacing",
                "Catalog", "Consent", "Chronology",
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "broadside-bench",
            dependencies: ["AdServer", "Consent", "Chronology"],
            swiftSettings: strict),

        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        .target(
            name: "TestCatalog", dependencies: ["Catalog", "Chronology"], path: "Tests/TestCatalog",
            swiftSettings: strict),
        tests("JSONTests", ["JSON", "TestSupport"]),
        tests("ChronologyTests", ["Chronology"]),
        tests("ConsentTests", ["Consent"], resources: [.copy("Resources")]),
        tests("CatalogTests", ["Catalog", "Chronology"], exclude: ["Resources"]),
        tests("TargetingTests", ["Targeting", "Catalog", "TestSupport"]),
        tests("PacingTests", ["Pacing", "Catalog", "Chronology", "TestCatalog", "TestSupport"]),
        tests(
            "DecisioningTests",
            [
                "Decisioning", "Pacing", "Targeting", "Catalog", "Chronology", "TestCatalog",
                "TestSupport",
            ]),
        tests("EventLogTests", ["EventLog", "Chronology", "Catalog", "TestSupport"]),
        tests(
            "ReportingTests", ["Reporting", "EventLog", "Catalog", "Chronology"],
            exclude: ["recount.py"]),
        tests("HTTPServerTests", ["HTTPServer", "TestSupport"]),
        tests(
            "AdServerTests",
            [
                "AdServer", "EventLog", "Decisioning", "Pacing", "Targeting", "Catalog",
                "Consent", "Chronology", "JSON", "TestCatalog", "TestSupport",
            ]),
        tests("ServerTests", ["broadside", "EventLog", "TestSupport"]),
        tests(
            "BrowserTests", ["broadside"], exclude: ["demo_page.py", "requirements.txt"]),
        tests("TidyTests", []),
    ],
    swiftLanguageModes: [.v6]
)
