import CPhoneNumber

/// The shim, asked for what tests compare.
enum Shim {
    typealias Reading = (
        UnsafePointer<CChar>?, Int, UnsafePointer<CChar>?, UnsafeMutablePointer<CChar>?, UnsafeMutablePointer<Int>?
    ) -> CPhoneNumberStatus

    /// Every region that libphonenumber knows.
    static let regions: [String] = {
        let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
        return letters.flatMap { first in letters.map { "\(first)\($0)" } }.filter { CPhoneNumberKnowsRegion($0) }
    }()

    /// The number when it is valid or possible, else the status.
    static func outcome(_ text: String, _ region: String, _ reading: Reading) -> String {
        var e164 = [CChar](repeating: 0, count: Int(CPHONENUMBER_E164_MAX))
        var length = 0
        let status = reading(text, text.utf8.count, region, &e164, &length)
        guard status == .valid || status == .possible else { return "\(status.rawValue)" }
        let text = string(e164, length)
        return status == .valid ? text : "perhaps " + text
    }

    /// The library's example for a region and a kind, in E.164.
    static func example(_ region: String, _ kind: Int32) -> String? {
        var bytes = [CChar](repeating: 0, count: Int(CPHONENUMBER_E164_MAX))
        var length = 0
        guard CPhoneNumberExample(region, kind, &bytes, &length) else { return nil }
        return string(bytes, length)
    }

    private static func string(_ bytes: [CChar], _ length: Int) -> String {
        String(decoding: bytes[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
