internal import Foundation
internal import Hummingbird
internal import NIOCore

/// The fields of a form or of an address' query, as browsers encode them (`application/x-www-form-urlencoded`).
struct FormFields: Equatable, Sendable {
    /// The longest body of a form; only uploads are longer, and read otherwise.
    static let longest = 16 << 10

    private var fields: [(name: String, value: String)] = []

    /// Reads a text; what is not encoded rightly is left out.
    init(_ text: some StringProtocol) {
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = FormFields.decoded(parts[0]) else { continue }
            guard let value = FormFields.decoded(parts.count > 1 ? parts[1] : "") else { continue }
            fields.append((name, value))
        }
    }

    /// The first field of a name, without the space around it; `nil` when there is none or it is empty.
    subscript(_ name: String) -> String? {
        guard let value = fields.first(where: { $0.name == name })?.value else { return nil }
        let trimmed = value.trimmingCharacters(in: .whitespacesAndNewlines)
        return trimmed.isEmpty ? nil : trimmed
    }

    /// The first field of a name as it was given: a password may have spaces.
    func whole(_ name: String) -> String { fields.first { $0.name == name }?.value ?? "" }

    private static func decoded(_ text: some StringProtocol) -> String? {
        text.replacingOccurrences(of: "+", with: " ").removingPercentEncoding
    }

    static func == (left: FormFields, right: FormFields) -> Bool {
        left.fields.elementsEqual(right.fields) { $0 == $1 }
    }
}

extension Request {
    /// What the address asks besides its path.
    var query: FormFields { FormFields(uri.query ?? "") }

    /// The fields of a form that was sent.
    ///
    /// - Throws: when it is not a form, or too long.
    func form() async throws -> FormFields {
        guard headers[.contentType]?.hasPrefix("application/x-www-form-urlencoded") == true else {
            throw PageFault(.unsupportedMediaType, "This takes a form of this page's.")
        }
        let body = try await body.collect(upTo: FormFields.longest)
        return FormFields(String(buffer: body))
    }
}

extension String {
    /// As a part of an address' path or query.
    var inAddress: String {
        // Letters, digits and `-._~` mean themselves anywhere (RFC 3986, section 2.3).
        let plain = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
        return addingPercentEncoding(withAllowedCharacters: plain) ?? ""
    }
}
