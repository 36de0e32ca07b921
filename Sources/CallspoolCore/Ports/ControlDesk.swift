/// Where people's requests come in.
public protocol ControlDesk: Sendable {
    /// The requests that wait, in the order in which they came.
    ///
    /// - Throws: `StoreError`.
    func pending() async throws -> [ControlRequest]

    /// A request was carried out, durably; it does not wait any more.
    ///
    /// - Throws: `StoreError`.
    func done(_ request: ControlRequest) async throws

    /// Whether somebody asks for something of the status side, which looks for it itself.
    ///
    /// - Throws: `StoreError`.
    func hasResultRequests() async throws -> Bool
}

extension ControlDesk {
    /// Nobody does.
    public func hasResultRequests() async throws -> Bool { false }
}
