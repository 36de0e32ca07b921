import ArgumentParser
import CallspoolCore

struct Stop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stop a campaign for good: calls not yet dialled are canceled, those on their way still go out."
    )
    @Argument(help: "The campaign, or `all`.") var campaign: String
    @OptionGroup var options: SpoolOptions

    func run() async throws {
        try await ControlProgram(spool: try options.open()).carryOut(.init(.stop, campaign, by: "callspool stop"))
    }
}

struct Suspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hold a campaign until it is resumed; calls on their way still go out, and expiry goes on counting."
    )
    @Argument(help: "The campaign, or `all`.") var campaign: String
    @OptionGroup var options: SpoolOptions

    func run() async throws {
        try await ControlProgram(spool: try options.open()).carryOut(.init(.suspend, campaign, by: "callspool suspend"))
    }
}

struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let a suspended campaign go on.")
    @Argument(help: "The campaign, or `all`.") var campaign: String
    @OptionGroup var options: SpoolOptions

    func run() async throws {
        try await ControlProgram(spool: try options.open()).carryOut(.init(.resume, campaign, by: "callspool resume"))
    }
}

struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take one call out of the queue, if it is not on its way yet."
    )
    @Argument(help: "The call's id, as `view` shows it.") var callID: String
    @OptionGroup var options: SpoolOptions

    func run() async throws {
        try await ControlProgram(spool: try options.open()).carryOut(.init(.cancel, callID, by: "callspool cancel"))
    }
}
