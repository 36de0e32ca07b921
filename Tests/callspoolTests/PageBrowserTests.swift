import Foundation
import Testing

/// Each test plays a scenario of Tests/browser with the built program, a spool of its own and Debian's Chromium.
///
/// In all of them no page may ask another host, say anything on the console (what the Content-Security-Policy refuses is told
/// there), fail in a script, or answer with 500.
@Suite("The outbound page in a browser", .serialized)
struct PageBrowserTests {
    private func play(_ scenario: String) async throws {
        let folder = BuiltProgram.project.appending(path: "Tests/browser")
        let python = BuiltProgram.project.appending(path: ".build/browser/bin/python").path
        guard FileManager.default.isExecutableFile(atPath: python) else {
            throw TestTrouble("there is no \(python); make it with: make deps-test")
        }
        let place = FileManager.default.temporaryDirectory.appending(path: "callspool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: place) }
        let script = folder.appending(path: "\(scenario).py").path
        let ended = try await RunningCommand(python, [script, BuiltProgram.path()], folder: place).end()
        #expect(ended.code == 0, "\(scenario): \(ended.output)\(ended.errors)")
    }

    @Test("The campaigns' figures are those of `status`, with each one's state and what holds it")
    func campaigns() async throws { try await play("campaigns") }

    @Test("A campaign's calls are those of `view`, in pages, filtered and in the order that was chosen")
    func calls() async throws { try await play("calls") }

    @Test("A call's story opens by mouse, by keyboard and at its own address; Escape and Back lead back")
    func dialog() async throws { try await play("dialog") }

    @Test("Live figures follow a run that dials, and move nothing that one reads, types or has open")
    func live() async throws { try await play("live") }

    @Test("Faults of an upload are at the file's lines; nothing is queued before it is confirmed, and then once")
    func submit() async throws { try await play("submit") }

    @Test("Each control says beforehand what it can still stop, and afterwards what still goes out")
    func controls() async throws { try await play("controls") }

    @Test("When is my call going out? is answered as `when` answers it")
    func when() async throws { try await play("when") }

    @Test("Markup in a campaign's file is shown and never done; a forged form is refused")
    func hostile() async throws { try await play("hostile") }

    @Test("A viewer sees no buttons and no whole numbers, and is refused what they send all the same")
    func roles() async throws { try await play("roles") }

    @Test("Without scripts everything can be read, and the forms work")
    func plain() async throws { try await play("plain") }

    @Test("axe-core finds no barrier on any page, light or dark; 360 pixels are enough, and so is a keyboard")
    func access() async throws { try await play("access") }

    @Test("Over TLS one signs in, sees news come and acts; in the clear nothing is told, and it is not served so")
    func tls() async throws { try await play("tls") }

    @Test(
        "Behind a reverse proxy that terminates TLS it works as before it, and wrong passwords count for whom the proxy names"
    )
    func proxy() async throws { try await play("proxy") }

    @Test("A page of another site neither acts nor reads here, from the reader's own browser, and the campaign goes on")
    func foreign() async throws { try await play("foreign") }

    @Test("Charts of many calls have legend and table, every download agrees with the page, and viewers get no number")
    func files() async throws { try await play("files") }
}
