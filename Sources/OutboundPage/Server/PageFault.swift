internal import HTTPTypes

/// Why a request gets no page, in words for a person.
struct PageFault: Error, Equatable {
    /// The status.
    var status: HTTPResponse.Status
    /// A sentence or two: what is wrong, and what to do.
    var message: String
    /// The methods that would be taken, where the method is what is wrong.
    var allowed: String?

    /// Makes a fault.
    init(_ status: HTTPResponse.Status, _ message: String) {
        self.status = status
        self.message = message
    }
}
