// The meanings are those of the documents that define the codes, in a few plain words each. What a carrier wants to say
// with a code is another matter; see docs/outcomes.md.

extension EngineCodes {
    /// The codes with their meaning, `SIP 486 (busy here), cause 17 (user busy)`; empty without any.
    public var words: String {
        let parts = [
            sipStatus.map { "SIP \($0)\(EngineCodes.sip[$0].map { " (\($0))" } ?? "")" },
            q850Cause.map { "cause \($0)\(EngineCodes.q850[$0].map { " (\($0))" } ?? "")" },
            engineCause,
        ]
        return parts.compactMap { $0 }.joined(separator: ", ")
    }

    /// RFC 3261, section 21, and where a code is of another RFC, that one.
    private static let sip: [Int: String] = [
        200: "OK", 202: "accepted", 300: "multiple choices", 301: "moved permanently", 302: "moved temporarily",
        305: "use a proxy", 380: "alternative service", 400: "bad request", 401: "unauthorized",
        402: "payment required", 403: "forbidden", 404: "not found", 405: "method not allowed", 406: "not acceptable",
        407: "proxy authentication required", 408: "request timeout", 410: "gone", 413: "request too large",
        414: "address too long", 415: "unsupported media", 416: "unsupported address", 420: "bad extension",
        421: "extension required", 423: "interval too brief", 428: "identity header required",
        429: "referrer identity required", 433: "anonymity not allowed", 436: "bad identity header",
        437: "unsupported credential", 438: "invalid identity header", 480: "temporarily unavailable",
        481: "no such call", 482: "loop detected", 483: "too many hops", 484: "address incomplete", 485: "ambiguous",
        486: "busy here", 487: "request terminated", 488: "not acceptable here", 491: "request pending",
        493: "undecipherable", 500: "server error", 501: "not implemented", 502: "bad gateway",
        503: "service unavailable", 504: "server timeout", 505: "version not supported", 513: "message too large",
        580: "precondition failed", 600: "busy everywhere", 603: "declined", 604: "does not exist anywhere",
        606: "not acceptable", 607: "unwanted", 608: "rejected by analytics",
    ]

    /// ITU-T Q.850, table 1.
    private static let q850: [Int: String] = [
        1: "unallocated number", 2: "no route to the transit network", 3: "no route to the destination",
        5: "misdialled trunk prefix", 6: "channel unacceptable", 16: "normal clearing", 17: "user busy",
        18: "no user responding", 19: "no answer", 20: "subscriber absent", 21: "call rejected", 22: "number changed",
        23: "redirection", 25: "exchange routing error", 26: "non-selected user clearing",
        27: "destination out of order", 28: "invalid number format", 29: "facility rejected", 30: "response to status",
        31: "normal, unspecified", 34: "no circuit available", 38: "network out of order", 41: "temporary failure",
        42: "switching equipment congestion", 43: "access information discarded", 44: "circuit not available",
        47: "resource unavailable", 49: "quality not available", 50: "facility not subscribed",
        52: "outgoing calls barred", 54: "incoming calls barred", 57: "bearer not authorized",
        58: "bearer not available", 63: "service not available", 65: "bearer not implemented",
        66: "channel type not implemented", 69: "facility not implemented", 79: "service not implemented",
        81: "invalid call reference", 88: "incompatible destination", 95: "invalid message",
        96: "mandatory element missing", 97: "message type unknown", 98: "message out of sequence",
        99: "element unknown", 100: "invalid element", 101: "message out of sequence", 102: "recovery on timer expiry",
        103: "parameter unknown", 111: "protocol error", 127: "interworking, unspecified",
    ]
}
