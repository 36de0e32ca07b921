import CallspoolCore
import Testing

@testable import Dialers

@Suite("What FreeSWITCH's hangup causes mean")
struct HangupCauseTests {
    private static let table: [(Outcome, String)] = [
        (.busy, "USER_BUSY BUSY_EVERYWHERE"),
        (
            .unreachable,
            "PROGRESS_TIMEOUT NO_USER_RESPONSE SUBSCRIBER_ABSENT USER_NOT_REGISTERED NO_ANSWER NO_PICKUP ALLOTTED_TIMEOUT NORMAL_CLEARING"
        ),
        (.declined, "CALL_REJECTED DECLINE REJECT_ALL INCOMING_CALL_BARRED"),
        (.unwanted, "UNWANTED"),
        (.invalidNumber, "UNALLOCATED_NUMBER NUMBER_CHANGED INVALID_NUMBER_FORMAT DOES_NOT_EXIST_ANYWHERE"),
        (.congestion, "NORMAL_CIRCUIT_CONGESTION SWITCH_CONGESTION REQUESTED_CHAN_UNAVAIL DESTINATION_OUT_OF_ORDER"),
        (
            .mediaError,
            "INCOMPATIBLE_DESTINATION BEARERCAPABILITY_NOTAUTH BEARERCAPABILITY_NOTAVAIL NOT_ACCEPTABLE MANDATORY_IE_MISSING"
        ),
        (.notPermitted, "NO_IDENTITY STALE_DATE OUTGOING_CALL_BARRED FACILITY_REJECTED USER_CHALLENGE"),
        (
            .engineError,
            "INVALID_GATEWAY GATEWAY_DOWN INVALID_PROFILE INVALID_URL CHAN_NOT_IMPLEMENTED CRASH SYSTEM_SHUTDOWN"
        ),
        (.canceled, "MANAGER_REQUEST ORIGINATOR_CANCEL LOSE_RACE PICKED_OFF"),
        (
            .carrierError,
            "NETWORK_OUT_OF_ORDER INTERWORKING NORMAL_TEMPORARY_FAILURE RECOVERY_ON_TIMER_EXPIRE SOMETHING_NEW"
        ),
    ]

    @Test("without a SIP status, before an answer")
    func words() {
        for (outcome, words) in HangupCauseTests.table {
            for word in words.split(separator: " ") {
                #expect(HangupCause(word: String(word)).outcome(AttemptSigns()) == outcome, "\(word)")
                #expect(HangupCause(word: String(word)).outcome(AttemptSigns(answered: true)) == .answered)
            }
        }
        for word in ["NO_ANSWER", "NO_PICKUP", "ALLOTTED_TIMEOUT", "NORMAL_CLEARING"] {
            #expect(HangupCause(word: word).outcome(AttemptSigns(ringing: true)) == .noAnswer, "\(word)")
        }
        let clearing = HangupCause(word: "NORMAL_CLEARING")
        #expect(clearing.outcome(AttemptSigns(ringing: true, endedByUs: true)) == .canceled)
        let timer = HangupCause(word: "RECOVERY_ON_TIMER_EXPIRE")
        #expect(timer.outcome(AttemptSigns(ringing: true)) == .unreachable)
        #expect(HangupCause(word: "ORIGINATOR_CANCEL").outcome(AttemptSigns(ringLimitReached: true)) == .noAnswer)
    }

    @Test(
        "a SIP status decides, but where it says less",
        arguments: [
            ("NORMAL_TEMPORARY_FAILURE", 503, 41, nil, Outcome.congestion),
            ("NO_ROUTE_DESTINATION", 485, 3, nil, .invalidNumber),
            ("DESTINATION_OUT_OF_ORDER", 502, 27, nil, .unreachable),
            ("CALL_REJECTED", 603, 21, "Decline", .declined),
            ("CALL_REJECTED", 603, 21, "Network Blocked", .blocked),
            ("CALL_REJECTED", 403, 21, nil, .notPermitted),
            ("NO_USER_RESPONSE", 480, 18, nil, .unreachable),
            ("USER_BUSY", 480, 17, nil, .busy),
        ]
    )
    func status(word: String, status: Int, q850: Int, phrase: String?, outcome: Outcome) {
        let codes = EngineCodes(sipStatus: status, q850Cause: q850, engineCause: word)
        #expect(HangupCause(word: word).outcome(codes, AttemptSigns(phrase: phrase)) == outcome)
    }

    @Test("a job's answer holds a cause, or it does not")
    func answers() {
        #expect(HangupCause(answer: "-ERR USER_BUSY")?.word == "USER_BUSY")
        for answer in ["+OK 5388407b", "-ERR", "-ERR ", "-ERR no reply", "-USAGE: x", "x"] {
            #expect(HangupCause(answer: answer) == nil)
        }
    }
}
