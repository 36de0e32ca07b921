import CallspoolTesting
import Foundation

/// `callspool-fuzz --seconds 600 [--seed N] [--corpus FOLDER]`: hostile bytes for every parser of an engine's protocol.
@main
struct Fuzz {
    private var seconds = 600
    private var seed: UInt64 = 1
    private var corpus = "Tests/DialersTests/Fixtures"

    static func main() {
        guard let fuzz = Fuzz(Array(CommandLine.arguments.dropFirst())) else {
            say("usage: callspool-fuzz [--seconds N] [--seed N] [--corpus FOLDER]")
            exit(64)
        }
        let targets: [any FuzzTarget.Type] = [AsteriskFuzz.self, FreeSWITCHFuzz.self]
        var isSound = true
        for target in targets {
            guard fuzz.run(target, seconds: max(1, fuzz.seconds / targets.count)) else {
                isSound = false
                continue
            }
        }
        exit(isSound ? 0 : 1)
    }

    private init?(_ arguments: [String]) {
        var arguments = arguments[...]
        while let option = arguments.popFirst() {
            guard let value = arguments.popFirst() else { return nil }
            switch option {
            case "--seconds":
                guard let number = Int(value), number > 0 else { return nil }
                seconds = number
            case "--seed":
                guard let number = UInt64(value) else { return nil }
                seed = number
            case "--corpus": corpus = value
            default: return nil
            }
        }
    }

    private func run<Target: FuzzTarget>(_ target: Target.Type, seconds: Int) -> Bool {
        let corpus = recordings(Target.name)
        guard !corpus.isEmpty else {
            Fuzz.say("\(Target.name): no recordings in \(self.corpus)/\(Target.name)")
            return false
        }
        let report = FuzzRun(corpus: corpus, seed: seed).run(target, for: .seconds(seconds))
        for fault in report.faults.prefix(20) { Fuzz.say("\(Target.name), seed \(seed), \(fault)") }
        let pace = String(format: "%.2f", report.slowest)
        Fuzz.say(
            "\(Target.name): \(report.inputs) inputs, \(report.bytes / 1_000_000) MB, slowest \(pace) s a megabyte"
        )
        return report.faults.isEmpty
    }

    private func recordings(_ name: String) -> [[UInt8]] {
        let folder = URL(fileURLWithPath: corpus).appending(path: name)
        let names: [String]
        do { names = try FileManager.default.contentsOfDirectory(atPath: folder.path) } catch { return [] }
        return names.filter { $0.hasSuffix(".recv.txt") }.sorted()
            .compactMap { name in
                FileManager.default.contents(atPath: folder.appending(path: name).path).map { Array($0) }
            }
    }

    private static func say(_ line: String) {
        FileHandle.standardOutput.write(Data((line + "\n").utf8))
    }
}
