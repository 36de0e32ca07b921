import ArgumentParser
import CallspoolCore
import Dialers
import Foundation
import Logging
import Spool
import Stages

/// Makes the dialer of each engine that the settings name.
struct EngineParts {
    private let layout: SpoolLayout
    private let clock: SystemClock
    private let log: Logger
    private let keepsRecords: Bool

    /// Takes what the dialers need.
    ///
    /// - Parameters:
    ///   - layout: the spool, from which the paths of the settings go.
    ///   - clock: the program's.
    ///   - log: hears what the engines have to say.
    ///   - keepsRecords: whether a simulator may write its call records: they are one process's at a time.
    init(_ layout: SpoolLayout, clock: SystemClock, log: Logger, keepsRecords: Bool = true) {
        self.layout = layout
        self.clock = clock
        self.log = log
        self.keepsRecords = keepsRecords
    }

    /// What makes the dialer of a trunk that has its kind of engine; `nil` for another.
    private typealias Maker = @Sendable (EngineParts, TrunkSettings) throws -> (any Dialer)?

    /// The engines that are built: a line each.
    private static let makers: [Maker] = [
        maker { (parts, simulator: SimulatorSettings, trunk) in try parts.simulator(simulator, trunk) },
        maker { (parts, asterisk: AsteriskSettings, trunk) in try parts.asterisk(asterisk, trunk) },
        maker { (parts, freeswitch: FreeSWITCHSettings, trunk) in
            let secret = try parts.secret(freeswitch.secret)
            let warn = parts.warn(trunk)
            return FreeSWITCHDialer(settings: freeswitch, secret: secret, clock: parts.clock, warn: warn)
        },
        maker { (parts, folders: CallFileSettings, trunk) in
            CallFileDialer(settings: folders, clock: parts.clock, warn: parts.warn(trunk))
        },
        maker { (parts, program: CommandSettings, trunk) in
            CommandDialer(settings: program, clock: parts.clock, warn: parts.warn(trunk))
        },
    ]

    private static func maker<Choice: EngineChoice>(
        _ make: @escaping @Sendable (EngineParts, Choice, TrunkSettings) throws -> any Dialer
    ) -> Maker {
        { parts, trunk in try (trunk.engine.settings as? Choice).map { try make(parts, $0, trunk) } }
    }

    /// The dialer of a trunk.
    ///
    /// - Throws: an `ExitCode`, when its password cannot be had; that is told. An `EngineError`, when it cannot be made.
    func dialer(for trunk: TrunkSettings) throws -> any Dialer {
        for make in EngineParts.makers { if let dialer = try make(self, trunk) { return dialer } }
        throw EngineError("no engine of the kind `\(trunk.engine.kindName)` is built")
    }

    private func simulator(_ simulator: SimulatorSettings, _ trunk: TrunkSettings) throws -> any Dialer {
        guard keepsRecords, simulator.keepsRecords else { return Simulator(settings: simulator, clock: clock) }
        let records = layout.simulatorRecords(of: trunk.name)
        do {
            return try Simulator(settings: simulator, clock: clock, records: records)
        } catch let error as EngineError {
            // It is the spool's disk that fails here, and no server that cannot be reached.
            throw StoreError(.unavailable, error.message)
        }
    }

    private func asterisk(_ asterisk: AsteriskSettings, _ trunk: TrunkSettings) throws -> any Dialer {
        var asterisk = asterisk
        asterisk.certificates = asterisk.certificates.map(full)
        let secret = try secret(asterisk.secret)
        return try AsteriskDialer(settings: asterisk, secret: secret, clock: clock, warn: warn(trunk))
    }

    /// What an engine has to say goes to the log, with its trunk's name where it has one.
    private func warn(_ trunk: TrunkSettings) -> @Sendable (String) -> Void {
        let name = trunk.name.map { "trunk `\($0)`: " } ?? ""
        return { [log] in log.warning("\(name)\($0)") }
    }

    /// Fetches a password; it goes nowhere but to its engine.
    private func secret(_ place: EngineSecret) throws -> String {
        switch place {
        case .literal(let secret): return secret
        case .environment(let name):
            return try checked(ProcessInfo.processInfo.environment[name], "the environment has no `\(name)`", place)
        case .file(let path):
            let full = full(path)
            let bytes: [UInt8]?
            do { bytes = try PosixDisk().contents(full) } catch { bytes = try told(error.message) }
            let line = bytes.map { String(decoding: $0.prefix { $0 != 0x0A && $0 != 0x0D }, as: UTF8.self) }
            return try checked(line, "there is no file \(full)", place)
        }
    }

    /// A path of the settings; a relative one begins in the spool.
    private func full(_ path: String) -> String {
        path.hasPrefix("/") ? path : "\(layout.root)/\(path)"
    }

    private func checked(_ secret: String?, _ absence: String, _ place: EngineSecret) throws -> String {
        guard let secret else { return try told(absence) }
        let isPlain = secret.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F }
        return !secret.isEmpty && isPlain ? secret : try told("\(place) holds no password")
    }

    /// Says why the password cannot be had.
    private func told<Nothing>(_ why: String) throws -> Nothing {
        Terminal.warn("the password of an engine cannot be had: \(why)")
        throw ExitCode.badSettings
    }
}
