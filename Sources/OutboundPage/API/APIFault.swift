internal import CallspoolCore
internal import HTTPTypes
internal import Hummingbird

/// Why a program gets no answer, in words for the person who wrote it.
struct APIFault: Error, Equatable {
    /// The status.
    var status: HTTPResponse.Status
    /// What is wrong, and what to do.
    var message: String

    /// Makes a fault.
    init(_ status: HTTPResponse.Status, _ message: String) {
        self.status = status
        self.message = message
    }

    /// The fault as an answer.
    var response: Response {
        var writer = JSONLineWriter()
        writer.line { $0.field("error", message) }
        var response = Response.json(writer.bytes, status: status)
        if status == .unauthorized { response.headers[.wwwAuthenticate] = "Bearer realm=\"callspool\"" }
        return response
    }
}
