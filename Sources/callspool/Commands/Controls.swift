import ArgumentParser
import CallspoolCore

struct Stop: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stop a campaign for good: calls not yet dialled are canceled, those in progress still complete.",
        discussion: """
            A campaign file that is not picked up yet is withdrawn: it goes to rejected/, and nobody is called. It is named \
            by its own name or by its campaign's.
            """
    )
    @Argument(help: "The campaign, a file that waits to be picked up, or `all`.") var campaign: String
    @OptionGroup var options: SpoolOptions

    func run() async throws {
        let request = ControlRequest(.stop, campaign, by: Person.by("callspool stop"))
        try await ControlProgram(spool: try options.open()).carryOut(request)
    }
}

struct Suspend: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Hold a campaign until it is resumed; calls in progress still complete, and expiry goes on counting.",
        discussion: "A campaign file that is not picked up yet is accepted at its tick, and not dialled until resumed."
    )
    @Argument(help: "The campaign, a file that waits to be picked up, or `all`.") var campaign: String
    @OptionGroup var options: SpoolOptions

    func run() async throws {
        let request = ControlRequest(.suspend, campaign, by: Person.by("callspool suspend"))
        try await ControlProgram(spool: try options.open()).carryOut(request)
    }
}

struct Resume: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Let a suspended campaign go on.")
    @Argument(help: "The campaign, a file that waits to be picked up, or `all`.") var campaign: String
    @OptionGroup var options: SpoolOptions

    func run() async throws {
        let request = ControlRequest(.resume, campaign, by: Person.by("callspool resume"))
        try await ControlProgram(spool: try options.open()).carryOut(request)
    }
}

struct Cancel: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Take calls out of the queue that are not in progress yet.",
        discussion: """
            Of a number all calls are canceled that wait, in every campaign. Exit code 1 when one cannot be canceled any \
            more. A campaign file that is not picked up yet is withdrawn, as by stop.
            """
    )
    @Argument(help: "A call's id, as `view` shows it, or a number; or a file that waits to be picked up.")
    var call: String
    @OptionGroup var options: SpoolOptions

    func run() async throws {
        let spool = try options.open()
        try await reportingFailures { try await CancelProgram(spool: spool).cancel(call) }
    }
}
