import ArgumentParser
import CallspoolCore
import Dialers
import Foundation
import Logging
import Spool
import Stages

/// Makes the dialer of each engine that the settings name.
struct EngineParts {
    /// The spool, from which the paths of the settings go.
    let layout: SpoolLayout
    let clock: SystemClock
    let log: Logger

    /// The dialer of a trunk.
    ///
    /// - Throws: an `ExitCode`, when its password cannot be had; that is told.
    func dialer(for trunk: TrunkSettings) throws -> any Dialer {
        switch trunk.engine {
        case .simulator(let simulator):
            guard simulator.keepsRecords else { return Simulator(settings: simulator, clock: clock) }
            return try Simulator(settings: simulator, clock: clock, records: layout.simulatorRecords(of: trunk.name))
        case .asterisk(var asterisk):
            asterisk.certificates = asterisk.certificates.map(full)
            let secret = try secret(asterisk.secret)
            return try AsteriskDialer(settings: asterisk, secret: secret, clock: clock) { [log] words in
                log.warning("\(words)")
            }
        case .freeswitch(let freeswitch):
            let secret = try secret(freeswitch.secret)
            return FreeSWITCH(settings: freeswitch, secret: secret, clock: clock) { [log] words in
                log.warning("\(words)")
            }
        }
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
        Terminal.complain("the password of an engine cannot be had: \(why)")
        throw ExitCode.badSettings
    }
}
