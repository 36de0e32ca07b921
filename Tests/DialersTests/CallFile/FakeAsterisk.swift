import CallspoolCore
import Foundation
import Synchronization

@testable import Dialers

/// Asterisk's spool on real folders: takes files up, marks them, archives them and writes call records.
///
/// It does as `pbx_spool.c` and `cdr_csv.c` do. The last two digits of a number choose: 20 busy, 21 not answered, else
/// answered.
final class FakeAsterisk: Sendable {
    /// A call in progress.
    private struct Line {
        var name: String
        var file: SpoolReader
        var endsAt: Date
        var isAnswered: Bool
    }

    private struct State {
        var process = 4711
        var lines: [Line] = []
        var dialled: [String] = []
        var isUp = true
    }

    let settings: CallFileSettings
    private let state = Mutex(State())
    private static let talk = 1.2

    init(_ folder: WorkingFolder, hasRecords: Bool = true) throws {
        let answer = CallFileSettings.Answer.dialplan(context: "callspool", extension: "s", priority: 1)
        var settings = CallFileSettings(
            directory: "\(folder.path)/outgoing",
            channel: "PJSIP/{number}@trunk",
            answer: answer
        )
        settings.maxLive = 2000
        settings.pickup = .seconds(60)
        if hasRecords { settings.cdr = "\(folder.path)/Master.csv" }
        self.settings = settings
        try FileManager.default.createDirectory(atPath: settings.directory, withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: settings.archive, withIntermediateDirectories: true)
    }

    /// The ids that were dialled, in order, each as often as it was.
    var dialled: [String] { state.withLock { $0.dialled } }

    /// Crashes: forgets its calls, leaves its files.
    func crash() {
        state.withLock { state in
            state.isUp = false
            state.lines = []
        }
    }

    /// Is there, with another process id than before.
    func start() {
        state.withLock { state in
            state.isUp = true
            state.process += 1
        }
        for name in names(settings.directory) { scan(name) }
    }

    /// Works until the task is canceled.
    func run() async {
        while !Task.isCancelled {
            work()
            do { try await Task.sleep(for: .milliseconds(10)) } catch { return }
        }
    }

    private func work() {
        guard state.withLock({ $0.isUp }) else { return }
        for name in names(settings.directory) where !isFuture(name) { scan(name) }
        let now = Date()
        let over = state.withLock { state in
            let over = state.lines.filter { $0.endsAt <= now }
            state.lines.removeAll { $0.endsAt <= now }
            return over
        }
        for line in over {
            // Records and archive come in either order.
            let isFirst = line.name.utf8.reduce(0) { $0 &+ Int($1) } % 2 == 0
            if isFirst { record(line) }
            archive(line.name, line.isAnswered ? "Completed" : "Expired")
            if !isFirst { record(line) }
        }
    }

    /// A file that is due.
    private func scan(_ name: String) {
        guard let bytes = FileManager.default.contents(atPath: "\(settings.directory)/\(name)") else { return }
        let file = SpoolReader(Array(bytes))
        guard let channel = file["Channel"], file["Context"] != nil else { return archive(name, "Failed") }
        guard file.retries <= Int(file["MaxRetries"] ?? "0") ?? 0 else { return archive(name, "Expired") }
        let (process, isInProgress) = state.withLock { state in
            (state.process, state.lines.contains { $0.name == name })
        }
        if isInProgress || file.callingProcess == process { return }
        if file.callingProcess != nil { append(name, "AbortRetry", process, file) }
        append(name, "StartRetry", process, file)
        let number = channel.drop { !$0.isNumber }.prefix { $0.isNumber }
        let limit = Double(file["WaitTime"] ?? "45") ?? 45
        let span = number.hasSuffix("20") ? 0.2 : number.hasSuffix("21") ? limit : Self.talk + 0.2
        let line = Line(
            name: name,
            file: file,
            endsAt: Date() + span,
            isAnswered: !number.hasSuffix("20") && !number.hasSuffix("21")
        )
        state.withLock { state in
            state.lines.append(line)
            state.dialled.append(file["Account"] ?? "?")
        }
    }

    /// Adds a line, and dates the file by when it is to be looked at again.
    private func append(_ name: String, _ word: String, _ process: Int, _ file: SpoolReader) {
        let retry = Int(file["RetryTime"] ?? "300") ?? 300
        let next = Int(Date().timeIntervalSince1970) + retry
        let path = "\(settings.directory)/\(name)"
        write("\n\(word): \(process) 1 (\(next))\n", to: path)
        let time = timespec(tv_sec: next + retry, tv_nsec: 0)
        utimensat(AT_FDCWD, path, [time, time], 0)
    }

    private func archive(_ name: String, _ status: String) {
        let archived = "\(settings.archive)/\(name)"
        guard rename("\(settings.directory)/\(name)", archived) == 0 else {
            unlink("\(settings.directory)/\(name)")
            return
        }
        write("Status: \(status)\n", to: archived)
    }

    private func record(_ line: Line) {
        guard let path = settings.cdr, let account = line.file["Account"] else { return }
        let word = line.isAnswered ? "ANSWERED" : line.file["Channel"]?.contains("20@") == true ? "BUSY" : "NO ANSWER"
        let fields = [account, "", "s", "callspool", "\"\"\"A, B\"\" <>\"", "PJSIP/trunk-1", "", "AppDial2", ""]
        let times = ["", "", "", "2", line.isAnswered ? "1" : "0"]
        write(
            (fields + times + ["\"\(word)\"", "DOCUMENTATION", "1.1", "", "", "1.1", "0"]).joined(separator: ",")
                + "\n",
            to: path
        )
    }

    private func write(_ text: String, to path: String) {
        guard let file = fopen(path, "a") else { return }
        fputs(text, file)
        fclose(file)
    }

    private func isFuture(_ name: String) -> Bool {
        var status = stat()
        return stat("\(settings.directory)/\(name)", &status) != 0 || status.st_mtim.tv_sec > time(nil)
    }

    private func names(_ folder: String) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".call") }.sorted()
        } catch {
            return []
        }
    }
}
