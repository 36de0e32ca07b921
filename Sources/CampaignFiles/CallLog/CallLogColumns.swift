/// Which column of a call log holds what.
public struct CallLogColumns: Equatable, Sendable {
    /// What a column can hold.
    public enum Role: String, CaseIterable, Sendable {
        /// The id that the engine was given for the attempt.
        case id
        /// The number dialled.
        case number
        /// When the call began.
        case start
        /// When it was answered.
        case answer
        /// When it ended.
        case end
        /// How long it lasted in all, in seconds.
        case duration
        /// How long it was connected, in seconds.
        case talk
        /// The engine's word for what became of it.
        case disposition
        /// The Q.850 cause.
        case cause
        /// The SIP final status.
        case sip
    }

    /// How a column is found.
    enum Place: Equatable, Sendable {
        /// By its name in the first row.
        case named(String)
        /// By its number, from 1.
        case numbered(Int)
    }

    /// The columns, one or more for each role that the log has; the first that is not empty counts.
    private(set) var places: [(role: Role, place: Place)]

    /// Equal when every role has the same column.
    public static func == (left: CallLogColumns, right: CallLogColumns) -> Bool {
        left.places.elementsEqual(right.places) { $0.role == $1.role && $0.place == $1.place }
    }

    private init(_ places: [(role: Role, place: Place)]) {
        self.places = places
    }

    /// Asterisk's `Master.csv` (cdr_csv), which has no header.
    ///
    /// Its columns: accountcode, src, dst, dcontext, clid, channel, dstchannel, lastapp, lastdata, start, answer, end,
    /// duration, billsec, disposition, amaflags, and where its settings ask for them uniqueid and userfield. Our id is
    /// the channel's, or in the user field; of a call file it is the account code.
    static let asterisk = CallLogColumns([
        (.id, .numbered(17)), (.id, .numbered(18)), (.id, .numbered(1)), (.start, .numbered(10)),
        (.answer, .numbered(11)), (.end, .numbered(12)), (.duration, .numbered(13)), (.talk, .numbered(14)),
        (.disposition, .numbered(15)),
    ])

    /// The names that columns usually have, for a log with a header and without a map.
    static let usual = CallLogColumns(
        Role.allCases.map { ($0, .named($0.rawValue)) } + [
            (.id, .named("uniqueid")), (.id, .named("uuid")), (.number, .named("dst")), (.start, .named("calldate")),
            (.start, .named("start_stamp")), (.answer, .named("answer_stamp")), (.end, .named("end_stamp")),
            (.talk, .named("billsec")), (.cause, .named("hangupcause")), (.cause, .named("hangup_cause_q850")),
            (.sip, .named("sip_status")), (.cause, .named("q850_cause")),
        ]
    )

    /// Reads a map, `id=uniqueid,cause=hangupcause,start=10`.
    ///
    /// - Returns: `nil` when it is none.
    public init?(_ map: String) {
        var places: [(role: Role, place: Place)] = []
        for pair in map.split(separator: ",") {
            let sides = pair.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " } }
            guard sides.count == 2, let role = Role(rawValue: sides[0].lowercased()), !sides[1].isEmpty else {
                return nil
            }
            if let number = Int(sides[1]) {
                guard (1...CSVScanner.mostFields).contains(number) else { return nil }
                places.append((role, .numbered(number)))
            } else {
                places.append((role, .named(sides[1].lowercased())))
            }
        }
        guard !places.isEmpty else { return nil }
        self.init(places)
    }

    /// The names that the first row must have.
    var names: [String] {
        places.compactMap { if case .named(let name) = $0.place { name } else { nil } }
    }
}
