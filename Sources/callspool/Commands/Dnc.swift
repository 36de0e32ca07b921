import ArgumentParser
import CallspoolCore
import CampaignFiles
import Presentation
import Spool
import Stages

struct Dnc: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "The do-not-call list: add numbers, or look them up.",
        subcommands: [DncAdd.self, DncCheck.self]
    )

    func run() throws {
        Terminal.warn("dnc: say what to do, add or check; see: callspool help dnc")
        throw ExitCode.usage
    }
}

struct DncAdd: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "add",
        abstract: "Add numbers to the spool's do-not-call list.",
        discussion: """
            A running program sees them within a second; calls that are in progress then still go out. With a text
            among them that is not a number nothing is added, and the exit code is 65.
            """
    )

    @Argument(help: "The numbers, as in a campaign file.")
    var numbers: [String]

    @Option(help: "Why, or who asked: kept beside each number as a comment.")
    var note = ""

    @OptionGroup var options: SpoolOptions

    func run() async throws {
        try await reportingFailures {
            let spool = try options.open()
            var lists = spool.doNotCall()
            let read = try readNumbers(numbers, lists, region: spool.settings.defaults.region)
            let known = read.compactMap { $0.digits.first.map { "+\($0)" } }.map { ($0, lists.listing(of: $0)) }
            try lists.add(known.filter { $0.1 == nil }.map { ($0.0, note) })
            for (number, listed) in known { Terminal.write("\(number): \(words(listed, spool))\n") }
        }
    }

    private func words(_ listed: ListedNumber?, _ spool: OpenSpool) -> String {
        guard let listed else { return "added to \(spool.settings.doNotCall.file)" }
        return "already on \(listed.list), line \(listed.line)"
    }
}

struct DncCheck: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Say which do-not-call lists hold numbers: the spool's, and those of the queued campaigns.",
        discussion: "Exit code 74 when a list cannot be read."
    )

    @Argument(help: "The numbers, as in a campaign file.")
    var numbers: [String]

    @OptionGroup var options: SpoolOptions
    @OptionGroup var format: FormatOptions

    func run() async throws {
        try await reportingFailures {
            let spool = try options.open()
            var lists = spool.doNotCall()
            let read = try readNumbers(numbers, lists, region: spool.settings.defaults.region)
            let reader = SpoolReader(spool.layout, on: spool.disk)
            var campaigns: [String] = []
            for place in try reader.campaigns() where !place.isDone {
                lists.open(try reader.overview(place).acceptance.campaign, in: place.folder)
                campaigns.append(place.folder.name)
            }
            let wall = SystemClock().wall
            lists.refresh(wall)
            for number in read { show(number, lists, campaigns) }
            let troubles = Set([lists.refresh(wall)] + campaigns.map { lists.state(of: $0, wall) })
                .subtracting([.ready])
            for case .holding(let why) in troubles { Terminal.warn(why) }
            if !troubles.isEmpty { throw ExitCode.disk }
        }
    }

    private func show(_ banned: BannedNumber, _ lists: SpoolDoNotCall, _ campaigns: [String]) {
        let number = banned.digits.first.map { "+\($0)" } ?? ""
        var places: [(campaign: String?, listed: ListedNumber)] = []
        func listing(_ campaign: String?) -> ListedNumber? {
            banned.digits.lazy.compactMap { lists.listing(of: $0, campaign: campaign) }.first
        }
        let spool = listing(nil)
        if let spool { places.append((nil, spool)) }
        for campaign in campaigns {
            guard let own = listing(campaign), own != spool else { continue }
            places.append((campaign, own))
        }
        if format.json {
            Terminal.write(jsonLine(number, places))
        } else {
            let words = places.map { place in
                "on \(place.listed.list), line \(place.listed.line)"
                    + (place.campaign.map { " (only campaign \($0))" } ?? "")
            }
            Terminal.write("\(number): \(words.isEmpty ? "not listed" : words.joined(separator: "; "))\n")
        }
    }

    private func jsonLine(_ number: String, _ places: [(campaign: String?, listed: ListedNumber)]) -> [UInt8] {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("phone_number", number)
            line.field("listed", !places.isEmpty)
            line.field("lists", objects: places) { place, line in
                line.field("campaign", place.campaign)
                line.field("list", place.listed.list)
                line.field("line", place.listed.line)
            }
        }
        return writer.bytes
    }
}

/// Reads numbers as lines of a list, all or none.
private func readNumbers(_ texts: [String], _ lists: SpoolDoNotCall, region: String) throws -> [BannedNumber] {
    let read = texts.map { ($0, lists.banned($0)) }
    let refused = read.filter { !$0.1.isRead }
    for (text, _) in refused {
        switch PhoneNumberReader(region: region).read(text) {
        case .refused(let reason): Terminal.warn(reason)
        case .dialable: Terminal.warn("`\(text)` is not one telephone number")
        }
    }
    if !refused.isEmpty { throw ExitCode.badFile }
    return read.map(\.1)
}

extension OpenSpool {
    /// The spool's do-not-call list as it is now.
    func doNotCall() -> SpoolDoNotCall {
        var lists = SpoolDoNotCall(layout, settings, on: disk)
        lists.refresh(SystemClock().wall)
        return lists
    }
}
