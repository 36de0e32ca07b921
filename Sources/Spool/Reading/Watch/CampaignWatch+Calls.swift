import CallspoolCore

extension CampaignWatch {
    /// A page of the campaign's calls, without a walk over its journal.
    ///
    /// - Throws: `DiskError`; `StoreError` when a file of the campaign's is damaged.
    public func calls(_ query: CallQuery, on disk: any Disk) throws -> CallPage {
        let numbers = try query.filter.number.map {
            try NumberFilter($0, region: acceptance.campaign.region).picked(in: place.folder.jobs, on: disk)
        }
        let isAll = query.filter.isOff
        func picks(_ call: Int) -> Bool { isAll || self.picks(call, query.filter, numbers) }
        var page = CallPage()
        var (open, listed): ([Int], ArraySlice<Int>) = ([], [])
        let skipped = query.page * query.size
        if query.isInTwo {
            let counts = replay.queue.counts
            page.openCount = counts.pending + counts.dialing + counts.stuck
            open = replay.queue.unfinished(isAll ? query.size : page.openCount).filter(picks)
            if !isAll { page.openCount = open.count }
            open = query.page == 0 ? Array(open.prefix(query.size)) : []
            let final = isAll ? index.final : index.final.filter { picks(Int($0)) }
            page.count = final.count
            listed = final.reversed().dropFirst(skipped).prefix(query.size).map { Int($0) }[...]
        } else {
            let all = try order(query.order, on: disk).filter(picks)
            page.count = all.count
            listed = all.dropFirst(skipped).prefix(query.size)
        }
        let reader = try CallRowReader(place, replay, among: Set(open + listed), on: disk)
        defer { reader.close() }
        page.open = try open.map { try reader.row($0, lastLine: index.position(of: $0)) }
        page.rows = try listed.map { try reader.row($0, lastLine: index.position(of: $0)) }
        return page
    }

    private func picks(_ call: Int, _ filter: CallFilter, _ numbers: [Bool]?) -> Bool {
        if let numbers, call > numbers.count || !numbers[call - 1] { return false }
        return filter.picks(replay.queue.phase(call), index.outcome(of: call))
    }

    private func order(_ order: CallQuery.Order, on disk: any Disk) throws -> [Int] {
        let queue = replay.queue
        let open = queue.counts.pending + queue.counts.dialing + queue.counts.stuck
        switch order {
        case .newest: return queue.unfinished(open) + index.final.reversed().map { Int($0) }
        case .oldest: return index.final.map { Int($0) } + queue.unfinished(open)
        case .file: return Array(1...max(1, queue.total)).filter { $0 <= queue.total }
        case .attempts:
            let tries = (0..<queue.total).map { queue.tries($0 + 1).all + (queue.inProgress[$0 + 1] == nil ? 0 : 1) }
            return (1...max(1, queue.total)).filter { $0 <= queue.total }
                .sorted { (tries[$1 - 1], $0) < (tries[$0 - 1], $1) }
        case .number:
            let numbers = try NumberColumn(place.folder.jobs, upTo: queue.total, on: disk).values
            return numbers.indices.sorted { (numbers[$0], $0) < (numbers[$1], $1) }.map { $0 + 1 }
        }
    }

    /// The call of an id; `nil` when it is none of this campaign's.
    public func call(_ id: String) -> Int? {
        let prefix = acceptance.callIDPrefix
        guard id.hasPrefix(prefix), let call = Int(id.dropFirst(prefix.count)), call >= 1, call <= replay.queue.total,
            id == "\(prefix)\(call)"
        else { return nil }
        return call
    }
}

/// The telephone numbers of a campaign, as digits: what a list is sorted by.
private struct NumberColumn {
    private(set) var values: [UInt64] = []

    init(_ path: String, upTo total: Int, on disk: any Disk) throws {
        let file = try disk.openReading(path)
        defer { file.close() }
        var reader = LineReader(file)
        values.reserveCapacity(total)
        while values.count < total, let number = try reader.next({ line, _ in NumberColumn.digits(line) }) {
            values.append(number)
        }
    }

    /// The digits of a line's first text value; what is not a number is behind all numbers.
    private static func digits(_ line: UnsafeRawBufferPointer) -> UInt64 {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { return .max }
        var number: UInt64 = 0
        for byte in line[(colon + 2)...] {
            if byte == UInt8(ascii: "\"") { break }
            guard (0x30...0x39).contains(byte) else {
                if byte == UInt8(ascii: "+") { continue }
                return .max
            }
            number = number &* 10 &+ UInt64(byte - 0x30)
        }
        return number
    }
}
