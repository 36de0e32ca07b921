import ArgumentParser
import CallspoolCore
import Shipping
import Spool

extension ExitCode {
    /// `results check` found a difference, as `cmp` and `diff` say it.
    static let different = ExitCode(1)
    /// A campaign file is refused (`EX_DATAERR`).
    static let badFile = ExitCode(65)
    /// The engine cannot be reached (`EX_UNAVAILABLE`).
    static let engineUnreachable = ExitCode(69)
    /// Something that cannot be: a bug (`EX_SOFTWARE`).
    static let bug = ExitCode(70)
    /// The disk fails or is full (`EX_IOERR`).
    static let disk = ExitCode(74)
    /// Try again later (`EX_TEMPFAIL`).
    static let tryLater = ExitCode(75)
    /// The settings are wrong, or there is no spool (`EX_CONFIG`).
    static let badSettings = ExitCode(78)
}

/// Runs a command's work and turns what the world did into a message and an exit code.
func reportingFailures(_ work: () async throws -> Void) async throws {
    do {
        try await work()
    } catch let error as StoreError {
        Terminal.warn(error.message)
        throw ExitCode.disk
    } catch let error as DiskError {
        Terminal.warn(error.message)
        throw error.isTaken ? ExitCode.tryLater : ExitCode.disk
    } catch let error as UnreadableCampaign {
        Terminal.warn(error.message)
        throw ExitCode.badFile
    } catch let error as EngineError {
        Terminal.warn(error.message)
        throw ExitCode.engineUnreachable
    } catch let error as UnusableSettings {
        Terminal.warn(error.message)
        throw ExitCode.badSettings
    } catch let error as OutboxError {
        Terminal.warn(error.message)
        throw ExitCode.disk
    } catch let error as JSONLineError {
        Terminal.warn(error.message)
        throw ExitCode.disk
    }
}
