/// Where the simulated program keeps what happens to its campaigns.
public enum SimulatedLogs: String, Sendable {
    /// In the files of the spool.
    case files
    /// In memory, as a database would, gathered into the files of the spool.
    case memory
}
