import Foundation
import UnixSignals

/// The signals by which a program is asked to leave.
///
/// SIGHUP is one of them, or a terminal that is closed would end calls in the middle; where it is ignored (`nohup`), it
/// stays so.
enum LeavingSignals {
    /// What a signal asks.
    enum Order: Sendable {
        /// Begin nothing, and leave when what was begun is over.
        case drain
        /// Leave now.
        case leave
    }

    /// Listens until the task is canceled: the second SIGTERM or SIGINT means now.
    ///
    /// A hang-up never does: the shell and the kernel each send one for the same closed terminal.
    static func listen(_ hear: (Order) -> Void) async {
        let signals: [UnixSignal] = isHangupIgnored ? [.sigterm, .sigint] : [.sigterm, .sigint, .sighup]
        var terminations = 0
        for await signal in await UnixSignalsSequence(trapping: signals) {
            if signal != .sighup { terminations += 1 }
            hear(terminations > 1 ? .leave : .drain)
        }
    }

    private static var isHangupIgnored: Bool {
        var action = sigaction()
        sigaction(SIGHUP, nil, &action)
        return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self)
            == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
