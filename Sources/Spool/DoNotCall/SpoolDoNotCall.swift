public import CallspoolCore
public import CampaignFiles

/// The do-not-call lists of a spool: its own, and those of the campaigns running.
///
/// Asked before each claim; the files are looked at five times a second at most. Until `refresh` was called nothing is
/// known. All times are the machine's clock (`wall`), because files' times are.
public struct SpoolDoNotCall: Sendable {
    /// Often enough that an added number is out of reach within a second.
    private static let pause = Duration.milliseconds(200)

    private let settle: Duration
    private let layout: SpoolLayout
    private let line: DoNotCallLine
    private let disk: any Disk
    private var spool: DoNotCallWatch
    private var campaigns: [String: DoNotCallWatch] = [:]
    private var told: [String: String] = [:]
    private var looked: Timestamp?

    /// Makes the lists of a spool, without a campaign yet.
    ///
    /// - Parameters:
    ///   - layout: the spool.
    ///   - settings: which file, and how old it may be.
    ///   - region: of numbers in the spool's list that are written without `+`.
    ///   - settle: how long a file must be unchanged to be whole.
    ///   - disk: where they are.
    public init(
        _ layout: SpoolLayout,
        settings: DoNotCallSettings,
        region: String,
        settle: Duration,
        on disk: any Disk
    ) {
        self.layout = layout
        self.settle = settle
        line = DoNotCallLine(region: region)
        self.disk = disk
        spool = DoNotCallWatch(
            layout.doNotCall(settings),
            name: settings.file,
            region: region,
            settle: settle,
            mustExist: settings.isNamed,
            maxAge: settings.maxAge,
            on: disk
        )
    }

    /// Makes the lists of a spool as its settings name them, without a campaign yet.
    ///
    /// - Parameters:
    ///   - layout: the spool.
    ///   - settings: which file, how old it may be, the region of its numbers, how long a file must be unchanged.
    ///   - settle: how long instead, for somebody who looks only once.
    ///   - disk: where they are.
    public init(_ layout: SpoolLayout, _ settings: Settings, settle: Duration? = nil, on disk: any Disk) {
        self.init(
            layout,
            settings: settings.doNotCall,
            region: settings.defaults.region,
            settle: settle ?? settings.settle,
            on: disk
        )
    }

    /// Begins to watch a campaign's own list, if it has one; it is read at the next `refresh`.
    public mutating func open(_ campaign: Campaign, in folder: CampaignFolder) {
        guard let source = campaign.doNotCall else { return }
        campaigns[folder.name] = DoNotCallWatch(
            folder.doNotCall(source),
            name: SpoolDoNotCall.name(of: source, campaign: folder.name),
            region: campaign.region,
            settle: settle,
            mustExist: true,
            on: disk
        )
        looked = nil
    }

    /// What a campaign's list is called.
    static func name(of source: DoNotCallSource, campaign: String) -> String {
        switch source {
        case .file(let name): name
        case .numbers: "`do_not_call` of campaign \(campaign)"
        }
    }

    /// Forgets a campaign's list.
    public mutating func close(_ campaign: String) {
        campaigns[campaign] = nil
    }

    /// Looks at the files, unless that was done a moment ago, and reads those that have changed.
    ///
    /// Blocks while it reads: a list of ten million numbers takes seconds.
    ///
    /// - Returns: whether the spool's list lets calls go out; of a campaign's own, `state(of:_:)` tells.
    @discardableResult
    public mutating func refresh(_ wall: Timestamp) -> DoNotCallState {
        if let looked, wall >= looked, wall - looked < SpoolDoNotCall.pause { return spool.state(wall) }
        looked = wall
        spool.look(wall)
        // In one order always, so that two runs that see the same do the same.
        for name in campaigns.keys.sorted() { campaigns[name]?.look(wall) }
        return spool.state(wall)
    }

    /// Whether a campaign's calls may go out: what the spool's list and its own say, as of the last `refresh`.
    public func state(of campaign: String, _ wall: Timestamp) -> DoNotCallState {
        if case .holding(let why) = spool.state(wall) { return .holding(why) }
        return campaigns[campaign]?.state(wall) ?? .ready
    }

    /// Where a number is listed: in the campaign's list, or else in the spool's; `nil` when it may be called.
    ///
    /// - Parameters:
    ///   - phoneNumber: E.164 with its `+`.
    ///   - campaign: whose list counts, too.
    /// - Returns: the list and the line.
    public func listing(of phoneNumber: String, campaign: String? = nil) -> ListedNumber? {
        DoNotCallList.digits(of: phoneNumber).flatMap { listing(of: $0, campaign: campaign) }
    }

    /// Reads a text as a line of the spool's list; it must be one number.
    public func banned(_ text: String) -> BannedNumber { line.banned(text) }

    /// Where a number is listed, by the digits of its E.164 form.
    public func listing(of digits: UInt64, campaign: String? = nil) -> ListedNumber? {
        if let campaign, let listed = campaigns[campaign]?.listing(of: digits) { return listed }
        return spool.listing(of: digits)
    }

    /// Adds numbers to the spool's list: they are not called any more from the moment this is called, and durably so
    /// when it returns.
    ///
    /// Numbers that are listed already are left out, and so is what is not E.164. One write and one sync for all. The
    /// file is made when it is not there, unless it must be. Call `refresh` before the first time.
    ///
    /// - Throws: `DiskError`; the numbers count all the same for as long as this lives.
    public mutating func add(_ numbers: [(phoneNumber: String, note: String)]) throws(DiskError) {
        var seen: Set<UInt64> = []
        let new = numbers.compactMap { number in
            DoNotCallList.digits(of: number.phoneNumber).map { (digits: $0, note: number.note) }
        }
        try spool.add(new.filter { seen.insert($0.digits).inserted })
    }

    /// What is new of lines that are not numbers, a sentence for each list; each is told once.
    public mutating func warnings() -> [String] {
        var new: [String] = []
        for watch in [spool] + campaigns.values.sorted(by: { $0.path < $1.path }) {
            let warning = watch.warning
            if let warning, told[watch.path] != warning { new.append(warning) }
            told[watch.path] = warning
        }
        return new
    }
}

extension SpoolDoNotCall: DoNotCallLists {
    /// Begins to watch the own list of a campaign in `queue/`, if it has one.
    public mutating func open(_ campaign: Campaign) {
        open(campaign, in: layout.campaign(campaign.name))
    }

    /// Puts numbers on the spool's list, as `add` does.
    public mutating func list(_ numbers: [(phoneNumber: String, note: String)]) throws(StoreError) {
        do throws(DiskError) {
            try add(numbers)
        } catch {
            throw StoreError(error)
        }
    }
}

extension SpoolLayout {
    /// The spool's do-not-call list.
    public func doNotCall(_ settings: DoNotCallSettings) -> String {
        settings.file.hasPrefix("/") ? settings.file : root + "/" + settings.file
    }
}
