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

    /// The dialer of a trunk.
    ///
    /// - Throws: an `ExitCode`, when its password cannot be had; that is told. An `EngineError`, when it cannot be made.
    func dialer(for trunk: TrunkSettings) throws -> any Dialer {
        let warn = warn(trunk)
        switch trunk.engine {
        case .simulator(let simulator):
            guard keepsRecords, simulator.keepsRecords else { return Simulator(settings: simulator, clock: clock) }
            let records = layout.simulatorRecords(of: trunk.name)
            do {
                return try Simulator(settings: simulator, clock: clock, records: records)
            } catch let error as EngineError {
                // It is the spool's disk that fails here, and no server that cannot be reached.
                throw StoreError(.unavailable, error.message)
            }
        case .asterisk(var asterisk):
            asterisk.certificates = asterisk.certificates.map(full)
            let secret = try secret(asterisk.secret)
            return try AsteriskDialer(settings: asterisk, secret: secret, clock: clock, warn: warn)
        case .freeswitch(let freeswitch):
            let secret = try secret(freeswitch.secret)
            return FreeSWITCHDialer(settings: freeswitch, secret: secret, clock: clock, warn: warn)
        case .callFile(let folders): return CallFileDialer(settings: folders, clock: clock, warn: warn)
        case .command(let program): return CommandDialer(settings: program, clock: clock, warn: warn)
        }
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
