public import CallspoolCore

/// Reads a campaign file as a stream.
///
/// The numbers come out in the order of the file while it is read, everything else when it has ended. Memory does not
/// grow with the list.
///
/// A file is taken whole or refused whole, so the numbers that came out mean nothing until the file has ended and
/// `campaign` is there. Keys stand in any order: when `region` stands below `numbers`, a caller that has read the
/// numbers in `regionWhenNumbersBegan` must read them again in `campaign.region`.
///
/// Used from one thread.
public final class CampaignFileReader {
    /// The numbers that were met, also those that did not come out because the file is refused.
    public private(set) var numbersRead = 0
    /// The region in force when `numbers` began; `nil` when they did not.
    public private(set) var regionWhenNumbersBegan: String?
    /// The campaign, every default filled in; `nil` until the file has ended, and when it is refused.
    ///
    /// With `add_to` it is no more than that name and the region.
    public private(set) var campaign: Campaign?

    private let file: String
    private let now: Timestamp
    private let begins: Timestamp?
    private let events: YAMLEventReader
    private let faults: Faults
    private var draft: CampaignDraft
    private var open = Form.campaign.opened(in: "a campaign file")
    private var state = State.beginning

    /// How far the file is read.
    private enum State {
        /// Nothing is read yet.
        case beginning
        /// The next event is a key, or the end of the map.
        case keys
        /// The next event is an entry of `numbers`, or the end of the list.
        case numbers
        /// Everything is read, or nothing more can be.
        case ended
    }

    /// Starts at the beginning of a file.
    ///
    /// - Parameters:
    ///   - file: its name as the user gave it; findings begin with it, and the campaign's name comes from it when the
    ///     file gives none.
    ///   - source: its bytes.
    ///   - defaults: what the spool says for campaigns that do not.
    ///   - now: what times are relative to, and what `expires` must be after.
    ///   - begins: when the first call of a campaign goes out that nothing holds: the next tick, for a file that is not
    ///     picked up yet, now at its pickup; `nil` where that is not known.
    public init(
        file: String,
        source: any ByteSource,
        defaults: CampaignDefaults,
        now: Timestamp,
        begins: Timestamp? = nil
    ) {
        self.file = file
        self.now = now
        self.begins = begins
        events = YAMLEventReader(source: source)
        faults = Faults(file: file)
        draft = CampaignDraft(defaults: defaults)
    }

    /// The next numbers in the order of the file.
    ///
    /// - Parameter limit: how many at most, from 1.
    /// - Returns: empty when the file has ended. After the first error none come any more, and the rest of the file is
    ///   only checked.
    /// - Throws: what the source threw.
    public func next(_ limit: Int) throws -> [NumberEntry] {
        var entries: [NumberEntry] = []
        while state != .ended, entries.count < limit {
            switch state {
            case .beginning: try begin()
            case .keys: try readKey()
            case .numbers: try readNumbers(into: &entries, upTo: limit)
            case .ended: break
            }
            if faults.refuses { entries.removeAll(keepingCapacity: true) }
        }
        return entries
    }

    /// What was found so far, in reading order: all of it once the file has ended; at most a hundred of each severity,
    /// then how many more there are.
    public var diagnostics: [Diagnostic] { faults.sorted }

    /// The name of the contact list beside the file.
    public var contacts: String? { draft.contacts }

    /// The campaign's own do-not-call list.
    public var doNotCall: DoNotCallSource? { draft.campaign.doNotCall }

    /// How many numbers the file says there are; compared here with `numbers`, and left to the caller with `contacts`.
    public var count: Int? { draft.count }

    /// Where word of the campaign goes, and what signs it, also when the file is refused.
    public var notices: (url: String, secrets: [String])? {
        draft.campaign.campaignURL.map { ($0, draft.campaign.resultSecrets) }
    }

    /// The campaign that the numbers are to be added to.
    public var addTo: String? { draft.addTo }

    /// Whether the file is meant although the same list was accepted a short while ago.
    public var again: Bool { draft.again }

    /// The name that the file gives the campaign, as soon as it was read; `nil` when it has given none so far.
    public var givenName: String? { draft.name }

    /// Where each key stands, under its own name when an alias was written.
    public var keys: [String: Diagnostic.Position] { open.positions }

    private func begin() throws {
        let event = try events.next()
        let isTaken = faults.accept(event)
        switch event.kind {
        case .mapStart: state = .keys
        case .end:
            let words = "\(events.isEmpty ? "is empty" : "holds no key"); give it at least `numbers:` and a list below"
            end(saying: words, at: nil)
        case .scalar where event.text.isEmpty:
            end(saying: isTaken ? "holds no key; give it at least `numbers:` and a list below" : nil, at: nil)
        case .listStart, .scalar:
            let what = event.kind == .scalar ? "text" : "a list"
            let words = "a campaign file is a map of keys, and this is \(what); "
            end(saying: isTaken ? words + "write `numbers:` above, and the list below" : nil, at: event.position)
        case .alias, .fault, .listEnd, .mapEnd: end(saying: nil, at: nil)
        }
    }

    private func end(saying words: String?, at position: Diagnostic.Position?) {
        if let words { faults.error(words, at: position) }
        state = .ended
    }

    private func readKey() throws {
        let event = try events.next()
        if event.kind == .mapEnd { return try close() }
        guard let key = try events.node(from: event, faults: faults) else { return breakOff() }
        let value = try events.next()
        guard let found = open.key(for: key, faults: faults) else {
            if try !events.skip(from: value, faults: faults) { breakOff() }
            return
        }
        guard found.name != "numbers" || value.kind == .scalar else { return try beginNumbers(value) }
        guard let node = try events.node(from: value, faults: faults) else { return breakOff() }
        if open.isAbsent(node, of: found.name) { return }
        if found.name == "numbers" { return refuseNumbers(node) }
        found.read?(node, &draft, Reading(subject: "`\(found.written)`", faults: faults))
    }

    private func beginNumbers(_ event: YAMLEvent) throws {
        regionWhenNumbersBegan = draft.campaign.region
        if event.kind == .listStart {
            _ = faults.accept(event)
            state = .numbers
            return
        }
        guard let node = try events.node(from: event, faults: faults) else { return breakOff() }
        refuseNumbers(node)
    }

    private func refuseNumbers(_ node: YAMLNode) {
        regionWhenNumbersBegan = draft.campaign.region
        let wanted = "a list, each number on a line below after `- `"
        Reading(subject: "`numbers`", faults: faults).refuse(node, wanted: wanted)
    }

    private func readNumbers(into entries: inout [NumberEntry], upTo limit: Int) throws {
        while entries.count < limit {
            let event = try events.next()
            if event.kind == .listEnd {
                state = .keys
                return
            }
            guard let entry = try readNumber(event) else { return }
            if !faults.refuses { entries.append(entry) }
        }
    }

    /// An entry of `numbers`; `nil` when it was refused.
    private func readNumber(_ event: YAMLEvent) throws -> NumberEntry? {
        numbersRead += 1
        // The plain case by itself: a million numbers need no nodes.
        if event.kind == .scalar, !event.text.isEmpty, !event.hasAnchor, !event.hasTag {
            return NumberEntry(text: event.text, position: event.position)
        }
        guard let node = try events.node(from: event, faults: faults) else {
            breakOff()
            return nil
        }
        return NumberEntry(node, faults: faults)
    }

    /// The file cannot be read further, which is told; what was read is still judged.
    private func breakOff() {
        state = .ended
        judge(isWhole: false)
    }

    /// The map of keys has ended: what follows can only be the end of the file, or a fault.
    private func close() throws {
        let event = try events.next()
        if event.kind == .fault { faults.error(event.text, at: event.position) }
        state = .ended
        judge(isWhole: event.kind == .end)
    }

    private func judge(isWhole: Bool) {
        let closing = CampaignClosing(
            file: file,
            now: now,
            begins: begins,
            positions: open.positions,
            missed: open.missed,
            numbersRead: numbersRead,
            faults: faults
        )
        let closed = closing.campaign(from: draft, isWhole: isWhole)
        campaign = faults.refuses ? nil : closed
    }
}
