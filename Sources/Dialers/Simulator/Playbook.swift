internal import CallspoolCore

/// The simulator's settings, made ready to write the script of an attempt.
///
/// The script follows from the seed, the phone number and the number of the attempt; the campaign only adds its ring
/// limit and whether detection was asked. It is the number and not the attempt's id that counts, because the id holds
/// the spool's tag: the same file in another spool should go the same way.
struct Playbook: Sendable {
    private let seed: UInt64
    private let odds: Odds
    private let machines: Double
    // All in milliseconds; zero spreads make the pace that of a bench, at which nothing before or after the answer
    // takes any time.
    private let ring, talk, setup, refusal: ClosedRange<Int64>

    /// One in so many machines is a fax.
    private static let faxes = 0.02
    /// From the caller's last digit to the first ring: what mobile and landline networks usually need.
    private static let usualSetup: ClosedRange<Int64> = 200...1_500
    /// How soon a network refuses a call that does not ring.
    private static let usualRefusal: ClosedRange<Int64> = 500...3_000
    /// How much before the ring limit an answer comes at the latest.
    private static let margin: Int64 = 1_000

    /// Makes the settings ready.
    init(_ settings: SimulatorSettings) {
        seed = settings.seed
        odds = Odds(settings.odds)
        machines = settings.machines
        ring = settings.ring.milliseconds
        talk = settings.talk.milliseconds
        setup = ring == 0...0 ? 0...0 : Self.usualSetup
        refusal = ring == 0...0 ? 0...0 : Self.usualRefusal
    }

    /// How the attempt will go.
    func script(for attempt: Attempt) -> CallScript {
        let phoneNumber = attempt.job.phoneNumber
        var dice = Dice(seed: seed, phoneNumber: phoneNumber, attempt: attempt.number)
        let act = FictionalNumber.chosen(by: phoneNumber)?.act(attempt: attempt.number) ?? drawnAct(&dice)
        let limit = ring == 0...0 ? 0 : max(0, attempt.campaignRef.campaign.ringTimeout.milliseconds)
        var script = script(of: act, limit: limit, &dice)
        if script.end.outcome == .answered, !attempt.campaignRef.campaign.calleeDetection {
            script.end.calleeType = .unknown
        }
        return script
    }

    private func drawnAct(_ dice: inout Dice) -> ScriptedOutcome {
        switch odds.outcome(at: dice.unit()) {
        case .answered: .answered(by: drawnCallee(&dice))
        case .unknown: .lost(known: false)
        case .engineError: .refused(.engineError)
        case let outcome: .ends(outcome)
        }
    }

    private func drawnCallee(_ dice: inout Dice) -> CalleeType {
        guard dice.unit() < machines else { return .voice }
        return dice.unit() < Self.faxes ? .fax : .answeringmachine
    }

    private func script(of act: ScriptedOutcome, limit: Int64, _ dice: inout Dice) -> CallScript {
        switch act {
        case .ends(let outcome): return unanswered(outcome, limit: limit, &dice)
        case .blockedByPhrase:
            var script = unanswered(.blocked, limit: limit, &dice)
            script.end.codes = EngineCodes(sipStatus: 603, q850Cause: 21, engineCause: "Network Blocked")
            return script
        case .answered(let callee): return answered(by: callee, limit: limit, &dice)
        case .answeredLate:
            let ring = max(0, limit - 100)
            return answered(setup: min(dice.draw(setup), ring), ring: ring, talk: dice.draw(talk))
        case .answeredBriefly:
            return answered(setup: 0, ring: min(200, limit), talk: talk == 0...0 ? 0 : 500)
        case .answeredLong: return answered(limit: limit, talk: talk == 0...0 ? 0 : 600_000, &dice)
        case .answeredUnannounced:
            var script = answered(limit: limit, &dice)
            script.isAnnounced = false
            return script
        case .lost(let known):
            var script = answered(limit: limit, &dice)
            script.ending = known ? .lostButKnown : .lost
            return script
        case .refused(let outcome):
            let end = AttemptEnd(outcome: outcome, codes: EngineCodes(usualFor: outcome))
            return CallScript(endedAfter: .zero, end: end, ending: .refused)
        }
    }

    private func answered(
        by callee: CalleeType = .voice,
        limit: Int64,
        talk fixed: Int64? = nil,
        _ dice: inout Dice
    ) -> CallScript {
        let latest = max(0, limit - Self.margin)
        let setup = min(dice.draw(setup), latest)
        let ring = setup + dice.draw(ring.clamped(to: 0...(latest - setup)))
        return answered(by: callee, setup: setup, ring: ring, talk: fixed ?? dice.draw(talk))
    }

    private func answered(
        by callee: CalleeType = .voice,
        setup: Int64,
        ring: Int64,
        talk: Int64
    ) -> CallScript {
        CallScript(
            ringingAfter: .milliseconds(setup),
            connectedAfter: .milliseconds(ring),
            endedAfter: .milliseconds(ring + talk),
            end: AttemptEnd(outcome: .answered, calleeType: callee, codes: EngineCodes(usualFor: .answered))
        )
    }

    private func unanswered(_ outcome: Outcome, limit: Int64, _ dice: inout Dice) -> CallScript {
        let end = AttemptEnd(outcome: outcome, codes: EngineCodes(usualFor: outcome))
        switch outcome {
        case .noAnswer:
            let setup = min(dice.draw(setup), limit)
            return CallScript(ringingAfter: .milliseconds(setup), endedAfter: .milliseconds(limit), end: end)
        case .declined, .unwanted:
            // Somebody pressed a button: it rang first.
            var script = answered(limit: limit, talk: 0, &dice)
            script.connectedAfter = nil
            script.end = end
            return script
        case .answered, .busy, .unreachable, .blocked, .invalidNumber, .congestion, .carrierError, .mediaError,
            .notPermitted, .engineError, .canceled, .unknown, .expired:
            return CallScript(endedAfter: .milliseconds(min(dice.draw(refusal), limit)), end: end)
        }
    }
}

extension SimulatorSettings.Spread {
    /// In whole milliseconds, none of them negative, in whichever order the ends were given.
    fileprivate var milliseconds: ClosedRange<Int64> {
        let ends = [max(0, from.milliseconds), max(0, to.milliseconds)]
        return min(ends[0], ends[1])...max(ends[0], ends[1])
    }
}
