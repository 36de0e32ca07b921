public import CallspoolCore

/// The pace of a spool as its file tells it.
public struct PaceSight: Sendable {
    /// One trunk.
    public struct TrunkSight: Sendable {
        /// Its name; `nil` for the only one.
        public var name: String?
        /// How it is, as a sentence.
        public var state = ""
        /// Calls a second that its pace allows.
        public var rate = 0.0
        /// How many calls are in progress through it.
        public var inProgress = 0
    }

    /// When it was told.
    public var at = Timestamp(milliseconds: 0)
    /// The process that told it.
    public var process = 0
    /// Calls a second that the spool's pace allowed; `nil` is without limit.
    public var rate: Double?
    /// The spool's caps.
    public var limits = PaceLimits()
    /// How many calls were in progress.
    public var inProgress = 0
    /// When the ramp is over, if there was one.
    public var rampsUntil: Timestamp?
    /// What of the pace kept the next call from going.
    public var heldBy: String?
    /// What held all calls.
    public var hold: String?
    /// The trunks.
    public var trunks: [TrunkSight] = []
}

extension SpoolReader {
    /// The pace as it was last shown; `nil` when nobody dials.
    ///
    /// - Throws: `DiskError`.
    public func pace() throws(DiskError) -> PaceSight? {
        guard let bytes = try disk.contents(layout.pace) else { return nil }
        return bytes.withUnsafeBytes { bytes -> PaceSight? in
            // It is replaced whole; what cannot be read is from another version, and nobody's to repair.
            do { return try PaceSight(bytes) } catch { return nil }
        }
    }
}

extension PaceSight {
    fileprivate init(_ bytes: UnsafeRawBufferPointer) throws(JSONLineError) {
        var fields = JSONFields(bytes)
        while let field = try fields.next() {
            let value = field.value
            if field.isNamed("at") { at = value.timestamp ?? at }
            if field.isNamed("process") { process = value.int ?? 0 }
            if field.isNamed("rate") { rate = value.double }
            if field.isNamed("calls_per_second") { limits.callsPerSecond = value.double }
            if field.isNamed("concurrent_calls") { limits.concurrentCalls = value.int }
            if field.isNamed("under_way") { inProgress = value.int ?? 0 }
            if field.isNamed("ramps_until") { rampsUntil = value.timestamp }
            if field.isNamed("held_by") { heldBy = value.string }
            if field.isNamed("hold") { hold = value.string }
            if field.isNamed("trunks") { trunks = try sights(value.elements ?? []) }
        }
    }
}

private func sights(_ elements: [JSONSlice]) throws(JSONLineError) -> [PaceSight.TrunkSight] {
    var all: [PaceSight.TrunkSight] = []
    for element in elements { all.append(try PaceSight.TrunkSight(element.bytes)) }
    return all
}

extension PaceSight.TrunkSight {
    fileprivate init(_ bytes: UnsafeRawBufferPointer) throws(JSONLineError) {
        var fields = JSONFields(bytes)
        while let field = try fields.next() {
            let value = field.value
            if field.isNamed("name") { name = value.string }
            if field.isNamed("state") { state = value.string ?? "" }
            if field.isNamed("rate") { rate = value.double ?? 0 }
            if field.isNamed("under_way") { inProgress = value.int ?? 0 }
        }
    }
}
