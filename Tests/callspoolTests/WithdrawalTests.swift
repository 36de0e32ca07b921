import Foundation
import Testing

@Suite("A file that is not picked up yet")
struct WithdrawalTests {
    private static let text = "campaign: oops\nnumbers:\n  - \"+16175550101\"\n  - \"+16175550102\"\n"

    private func waitingSpool(_ settings: SpoolSettings = SpoolSettings()) async throws -> SpoolFixture {
        let spool = try await SpoolFixture(settings)
        try spool.drop("first.yaml", Self.text)
        return spool
    }

    @Test("is withdrawn by stop and by cancel, by its campaign's name and by its own, and nobody is called")
    func withdrawn() async throws {
        for (command, target) in [("stop", "oops"), ("stop", "first.yaml"), ("cancel", "oops"), ("stop", "all")] {
            let spool = try await waitingSpool()
            let stop = try await spool.run(command, target)
            #expect(stop.code == 0 && stop.output.hasPrefix("oops: withdrawn before it was picked up"), "\(stop)")
            #expect(try spool.names("incoming") == [])
            #expect(try spool.text("rejected/first.yaml") == Self.text)
            let why = try spool.text("rejected/first.yaml.why")
            #expect(why.contains("(\(command) by \(NSUserName()), callspool \(command)"), "\(why)")
            #expect(try await spool.run("tick").errors.isEmpty)
            #expect(try spool.campaigns() == [])
            // It was never accepted: the same file may be dropped again.
            try spool.drop("first.yaml", Self.text)
            #expect(try await spool.run("tick").errors.isEmpty)
            #expect(spool.has("done/oops"))
        }
    }

    @Test(
        "is withdrawn by a request that is there at its tick",
        arguments: ["oops.stop", "first.yaml.stop", "all.stop"]
    )
    func requestFirst(request: String) async throws {
        let spool = try await waitingSpool()
        try spool.write("control/\(request)", "otto\n")
        #expect(try await spool.run("tick").code == 0)
        #expect(try spool.campaigns() == [])
        #expect(try spool.names("incoming") == [] && spool.names("control") == [])
        #expect(try spool.text("rejected/first.yaml.why").contains("(stop by otto)"))
    }

    @Test("is withdrawn by an older request that waits when a later command is about something else")
    func olderRequest() async throws {
        let spool = try await waitingSpool()
        try spool.drop("second.yaml", "start: tomorrow 09:15\nnumbers: [\"+16175550103\"]\n")
        try spool.write("control/oops.stop", "otto\n")
        let suspend = try await spool.run("suspend", "second")
        #expect(suspend.code == 0 && suspend.output.hasPrefix("second: suspended before"), "\(suspend)")
        #expect(try await spool.run("tick").code == 0)
        #expect(try spool.campaigns() == ["second"])
        #expect(try spool.journal("second").last?.event == "suspended")
        #expect(try spool.text("rejected/first.yaml.why").contains("(stop by otto at "))
        #expect(try spool.names("incoming") == [] && spool.names("control") == [])
    }

    @Test("that was picked up a moment ago is stopped by its own name all the same", arguments: [true, false])
    func pickedUp(byCommand: Bool) async throws {
        let spool = try await SpoolFixture()
        try spool.drop("first.yaml", "start: tomorrow 09:15\n" + Self.text)
        _ = try await spool.run("tick")
        if byCommand {
            #expect(try await spool.run("stop", "first.yaml").output.hasPrefix("oops: stopped; 2 calls canceled"))
        } else {
            try spool.write("control/first.yaml.stop", "otto\n")
        }
        _ = try await spool.run("tick")
        #expect(spool.has("done/oops"))
        #expect(try spool.statuses("oops").map(\.status) == ["canceled", "canceled"])
        #expect(try spool.names("control") == [])
    }

    @Test("of two the other one is dialled")
    func other() async throws {
        let spool = try await waitingSpool()
        try spool.drop("second.yaml", "numbers: [\"+16175550103\"]\n")
        try spool.write("control/oops.stop", "")
        #expect(try await spool.run("tick").code == 0)
        #expect(try spool.campaigns() == ["second"])
        #expect(try spool.statuses("second").count == 1)
    }

    @Test("is accepted and not dialled when it was suspended, until it is resumed", arguments: [true, false])
    func suspended(byCommand: Bool) async throws {
        let spool = try await waitingSpool()
        if byCommand {
            let suspend = try await spool.run("suspend", "oops")
            #expect(suspend.code == 0 && suspend.output.hasPrefix("oops: suspended before it was picked up"))
        } else {
            try spool.write("control/first.yaml.suspend", "otto\n")
        }
        #expect(try await spool.run("status").output.contains("suspended by "))
        #expect(try await spool.run("tick").errors.isEmpty)
        #expect(try spool.placed("oops") == 0)
        #expect(try spool.names("control") == [])
        #expect(try spool.journal("oops").map(\.event) == ["accepted", "suspended"])
        #expect(try await spool.run("resume", "oops").output == "oops: resumed\n")
        #expect(try await spool.run("tick").errors.isEmpty)
        #expect(try spool.statuses("oops").count == 2)
    }

    @Test("is picked up as if nothing had been when it is suspended and resumed before")
    func resumed() async throws {
        let spool = try await waitingSpool()
        _ = try await spool.run("suspend", "oops")
        let resume = try await spool.run("resume", "oops")
        #expect(resume.code == 0 && resume.output.hasPrefix("oops: not suspended any more"), "\(resume)")
        #expect(try await spool.run("tick").errors.isEmpty)
        #expect(spool.has("done/oops"))
    }

    @Test("is shown by status and known to when, by its campaign's name and by a number in it; so is a refused one")
    func shown() async throws {
        let spool = try await waitingSpool()
        try spool.drop("list.csv", "destination\n617 555 0109\n")
        try spool.drop("listed.yaml", "contacts: list.csv\n")
        let status = try await spool.run("status").output
        #expect(status.contains("oops") && status.contains("first.yaml waits since"), "\(status)")
        for subject in ["oops", "first.yaml", "(617) 555-0102", "6175550109"] {
            let when = try await spool.run("when", subject)
            #expect(when.code == 0 && when.output.contains("waits since"), "\(subject): \(when)")
        }
        #expect(try await spool.run("when", "6175550188").code == 64)
        try spool.drop("bad.yaml", "nonsense: 1\n")
        _ = try await spool.run("tick")
        #expect(try await spool.run("status").output.contains("bad.yaml was refused at "))
        #expect(try await spool.run("when", "bad").output.contains("never: bad.yaml was refused at "))
        let doctor = try await spool.run("doctor")
        #expect(doctor.code == 1 && doctor.output.contains("1 file refused in the last day: bad.yaml"), "\(doctor)")
    }

    @Test("of a campaign that is stopped the journal and status tell by whom, and it does not end as one that is done")
    func stoppedBy() async throws {
        let spool = try await SpoolFixture()
        try spool.drop("later.yaml", "start: tomorrow 09:15\n" + Self.text)
        _ = try await spool.run("tick")
        #expect(try await spool.run("stop", "oops").code == 0)
        _ = try await spool.run("tick")
        let journal = try spool.journal("oops")
        let by = "\(NSUserName()), callspool stop"
        #expect(journal.first { $0.event == "stopped" }?.by == by)
        #expect(journal.filter { $0.event == "canceled" }.map(\.by) == [by, by])
        let status = try await spool.run("status")
        #expect(status.output.contains("oops was stopped by \(by)"), "\(status)")
        #expect(try await spool.run("status", "--json").output.contains("\"state\":\"stopped\""))
        let again = try await spool.run("stop", "oops")
        #expect(again.code == 64 && again.errors.contains("campaign `oops` is done since"), "\(again)")
    }
}
