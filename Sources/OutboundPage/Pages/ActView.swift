internal import CallspoolCore
internal import Spool

/// What is shown before something is done: what can still be stopped, and what will still go out.
struct ActView: Sendable {
    var frame: Frame
    var label: String
    var name: String
    var act: String
    /// Where the form goes.
    var action: String
    /// Where one goes who leaves it.
    var back: String
    var tone: String
    var sentences: [Sentence]
    var canDo: Bool

}

extension ActView {
    init(frame: Frame, _ act: Act, _ target: ActTarget, action: String, _ mask: NumberMask, isRunning: Bool) {
        let canDo = act != .cancel || target.phase == .queued
        var sentences = ActView.words(act, target)
        if canDo, !isRunning {
            sentences.append(
                "The dialler is not running: it is carried out at the next tick, before anything is dialled."
            )
        }
        self.init(
            frame: frame,
            label: act.label,
            name: target.isAll ? "all campaigns" : target.call.map { mask.number($0.number) } ?? target.asked.word,
            act: act.rawValue,
            action: action,
            back: target.page,
            tone: act.tone,
            sentences: sentences,
            canDo: canDo
        )
    }

    private static func words(_ act: Act, _ target: ActTarget) -> [Sentence] {
        let (waiting, inProgress) = target.counts
        let rest: Sentence =
            inProgress == 0
            ? "No call is in progress."
            : "\(inProgress.counted("call")) in progress will still complete."
        switch act {
        case .stop:
            return [
                "\(waiting.counted("call")) not yet dialled can still be stopped and will be canceled; each gets its status.",
                rest, "A campaign that is stopped cannot be resumed.",
            ]
        case .suspend:
            return [
                "\(waiting.counted("call")) not yet dialled will be held until they are resumed. What expires meanwhile is lost.",
                rest,
            ]
        case .resume: return ["\(waiting.counted("call")) that wait will go on."]
        case .cancel:
            guard target.phase == .queued else {
                return ["It cannot be canceled any more: it is \(target.phase?.rawValue ?? "over")."]
            }
            return ["It is not in progress and can be taken out of the queue. It will not be dialled again."]
        }
    }
}

/// What is shown afterwards: what was done, and what still goes out.
struct ActedView: Sendable {
    var frame: Frame
    var heading: String
    var sentences: [Sentence]
    var back: String

}

extension ActedView {
    init(frame: Frame, _ act: Act, _ target: ActTarget, _ answer: ControlTask.Answer) {
        self.init(frame: frame, heading: "", sentences: [], back: target.page)
        switch answer {
        case .waits:
            heading = "It will be done"
            sentences = [
                "The dialler is not running. The request waits in control/ and is carried out at the next tick, before "
                    + "anything is dialled."
            ]
        case .late:
            heading = "It is not done yet"
            sentences = ["The running program has not answered within ten seconds. The request waits in control/."]
        case .done(let rows):
            heading = rows.contains { $0.changed } ? ActedView.heading(act) : "Nothing to \(act.rawValue)"
            sentences = rows.map { ActedView.words(act, $0, target) }
        }
    }

    private static func heading(_ act: Act) -> String {
        switch act {
        case .stop: "Stopped"
        case .suspend: "Suspended"
        case .resume: "Resumed"
        case .cancel: "Canceled"
        }
    }

    private static func words(_ act: Act, _ row: ControlAnswer.Row, _ target: ActTarget) -> Sentence {
        guard row.changed else { return "\(row.campaign): it was so already, or it is over." }
        let rest: Sentence =
            row.inProgress == 0
            ? "no call was in progress" : "\(row.inProgress.counted("call")) in progress will still complete"
        switch act {
        case .stop: return "\(row.campaign): \(row.held.counted("call")) canceled; \(rest)."
        case .suspend: return "\(row.campaign): held until it is resumed; \(rest)."
        case .resume: return "\(row.campaign): its calls go on."
        case .cancel: return "\(row.campaign): the call \(target.asked.word) was taken out of the queue."
        }
    }
}
