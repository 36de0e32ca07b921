import ArgumentParser
import CallspoolCore
import CampaignFiles
import Foundation
import Presentation
import Spool

/// What `stuck --from-cdr` does: looks the stuck calls up in an engine's call log, says what it found, and settles them.
struct CallLogSettling {
    let file: String
    let columns: CallLogColumns?
    let window: Duration
    let zone: Zone

    func run(_ program: SettleProgram, _ campaign: String?, isDry: Bool, isJSON: Bool) async throws {
        let rows = try program.stuckCalls(campaign)
        let prefix = try SpoolReader(program.spool.layout, on: program.spool.disk).spoolTag() + "-"
        var search = CallLogSearch(rows.map(\.sought), window: window, prefix: prefix)
        try read(&search)
        let results = search.results
        let settlements = results.compactMap { call, found -> Settlement? in
            guard case .entry(let entry, let outcome) = found else { return nil }
            return entry.settlement(of: call, outcome, by: "\(Person.name), \(name) line \(entry.line)")
        }
        let settled = isDry ? [] : try await program.carryOut(settlements)
        for (call, found) in results {
            let isSettled = settled.contains(call.callID)
            if isJSON { Terminal.write(found.jsonLine(call, isSettled: isSettled)) } else { tell(call, found) }
        }
        if isJSON { return }
        let words = isDry ? "would be settled" : "settled"
        let count = isDry ? settlements.count : settled.count
        Terminal.write(rows.isEmpty ? "no call is stuck\n" : "\(count.grouped) of \(rows.count.grouped) \(words)\n")
    }

    private var name: String { file == "-" ? "standard input" : URL(fileURLWithPath: file).lastPathComponent }

    private func read(_ search: inout CallLogSearch) throws {
        var reader = CallLogReader(file: file, columns: columns, zone: zone)
        var found = search
        do {
            _ = try reader.read(try StreamSource(file)) {
                found.concerns(id: $0, number: $1)
            } each: {
                found.take($0)
            }
        } catch let failure as CallLogReader.Failure {
            Terminal.warn(failure.message)
            throw ExitCode.badFile
        } catch let error as DiskError {
            Terminal.warn(error.message)
            throw ExitCode.badFile
        }
        search = found
    }

    private func tell(_ call: SoughtCall, _ found: CallLogSearch.Found) {
        Terminal.write("\(call.callID): \(found.words(name))\n")
    }
}

extension CallLogSearch.Found {
    fileprivate func words(_ file: String) -> String {
        switch self {
        case .entry(let entry, let outcome):
            let talk = entry.talk.map { " for \(Int($0.inSeconds.rounded())) s" } ?? ""
            return "\(outcome.rawValue)\(outcome == .answered ? talk : "") (line \(entry.line))"
        case .silent(let entry): return "left: its record does not say how it ended (line \(entry.line))"
        case .ambiguous(let lines):
            return "left: more than one record could be it (lines \(lines.map(String.init).joined(separator: ", ")))"
        case .nothing: return "left: not in \(file)"
        }
    }

    fileprivate func jsonLine(_ call: SoughtCall, isSettled: Bool) -> [UInt8] {
        var writer = JSONLineWriter()
        var (word, lines, outcome): (String, [Int], Outcome?) = ("absent", [], nil)
        switch self {
        case .entry(let entry, let found): (word, lines, outcome) = ("found", [entry.line], found)
        case .silent(let entry): (word, lines) = ("silent", [entry.line])
        case .ambiguous(let several): (word, lines) = ("ambiguous", several)
        case .nothing: break
        }
        writer.line { line in
            line.field("call_id", call.callID)
            line.field("attempt", call.attempt)
            line.field("found", word)
            line.field("lines", lines.map(String.init))
            line.field("outcome", outcome?.rawValue)
            line.field("settled", isSettled)
        }
        return writer.bytes
    }
}
