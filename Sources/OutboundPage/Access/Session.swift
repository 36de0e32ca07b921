internal import CallspoolCore

/// Somebody who signed in.
struct Session: Equatable, Sendable {
    /// Who.
    var name: String
    /// What they may do.
    var role: PageRole
    /// When they must sign in again.
    var expires: Timestamp
    /// Random, and another at each sign-in: what forms are bound to.
    var nonce: String
    /// What their password was when they signed in, as ``SessionSigner`` makes it of the hash: with another it is over.
    var credential = ""
}
