import CallspoolCore
import Testing

@testable import Shipping

@Suite("Hosts that may not be reached")
struct HostRulesDeliveryTests {
    @Test("A name is refused for one inner address among those it has, with the reason, and nothing is sent")
    func denied() async throws {
        try await ScriptedReceiver.run { _ in
            .status(200)
        } _: { receiver in
            for addresses in [["127.0.0.1"], ["93.184.216.34", "127.0.0.1"], ["::1"]] {
                let answer = try await withDeliverer(
                    names: { _ in addresses },
                    settings: { $0.hosts.deniesPrivate = true },
                    { await $0.deliver(record(to: receiver.url(at: "inner.example.com"))) }
                )
                guard case .failed(let why) = answer else {
                    Issue.record("it was reached: \(addresses)")
                    continue
                }
                #expect(why.hasSuffix("an address of this machine, which `deny_private` of the settings refuses"))
            }
            let direct = try await withDeliverer(
                settings: { $0.hosts.deniesPrivate = true },
                { await $0.deliver(record(to: receiver.url)) }
            )
            #expect(
                direct
                    == .failed(
                        "`127.0.0.1` is an address of this machine, which `deny_private` of the settings refuses"
                    )
            )
            #expect(receiver.requests.isEmpty && receiver.connectionCount == 0)
        }
    }

    @Test("The connection is made to the address that was judged: the name is looked up once")
    func rebinding() async throws {
        try await ScriptedReceiver.run { _ in
            .status(200)
        } _: { receiver in
            let lookups = Counter()
            let answer = try await withDeliverer(
                // Harmless at the first look, inner at the second.
                names: { _ in lookups.next() == 1 ? ["192.0.2.1"] : ["127.0.0.1"] },
                settings: {
                    $0.hosts.deniesPrivate = true
                    $0.connectTimeout = .milliseconds(300)
                },
                { await $0.deliver(record(to: receiver.url(at: "rebinding.example.com"))) }
            )
            guard case .failed = answer else {
                Issue.record("it was reached")
                return
            }
            #expect(lookups.count == 1 && receiver.connectionCount == 0)
        }
    }

    @Test("A host that is listed by its name is reached at an inner address, and one that is not listed is not asked")
    func allowed() async throws {
        try await ScriptedReceiver.run { _ in
            .status(200)
        } _: { receiver in
            try await withDeliverer(
                names: { _ in ["127.0.0.1"] },
                settings: {
                    $0.hosts.deniesPrivate = true
                    $0.hosts.allowed = [.name("hooks.internal")]
                },
                { deliverer in
                    let listed = await deliverer.deliver(record(to: receiver.url(at: "hooks.internal")))
                    #expect(listed == .status(200, retryAfter: nil))
                    let other = await deliverer.deliver(record(to: receiver.url(at: "other.internal")))
                    #expect(other == .failed("`other.internal` is not in `allow_hosts` of the settings"))
                }
            )
            #expect(receiver.requests.count == 1)
        }
    }

    @Test("A name that does not exist is a failure in words")
    func unknown() async throws {
        let answer = try await withDeliverer { await $0.deliver(record(to: "http://nowhere.invalid/")) }
        guard case .failed(let why) = answer else {
            Issue.record("it was reached")
            return
        }
        #expect(why.hasPrefix("the host `nowhere.invalid` is not found") || why == "no connection in time")
    }
}
