import Foundation

/// `broadside-bench [--seconds N] [--rounds N] [--connections N] [--out FILE]`: decisions and durable beacons on one core,
/// against nginx handing out a static answer of the same size, in turn, in the same run.
do {
    let settings = try Settings(Array(CommandLine.arguments.dropFirst()))
    let table = try ServerBenchmark(settings).run()
    print(table)
    if let path = settings.out { try BenchmarkRecord.append(table, to: path) }
} catch {
    FileHandle.standardError.write(Data("broadside-bench: \(error)\n".utf8))
    exit(1)
}
