internal import CPhoneNumber

/// Why a text is not a number to call, in a sentence that holds the text.
struct NumberFault: Error {
    /// What is wrong; what to do, where something can be done.
    var words: String

    /// Makes a fault of a whole sentence.
    init(words: String) {
        self.words = words
    }

    /// Makes the sentence for a status that is not valid.
    init(_ text: String, _ status: CPhoneNumberStatus, region: String) {
        let number = text.inQuotes
        let place = text.hasPrefix("+") ? "" : " in region \(region)"
        switch status {
        case .valid, .possible: words = "\(number) is a telephone number"
        case .unknownRegion:
            words = "\(number) cannot be read, because no region \(region.inQuotes) is known; write ISO 3166, as in US"
        case .notANumber: words = "\(number) is not a telephone number"
        case .unknownCallingCode:
            words = "\(number) begins with no country calling code that is in use"
        case .tooShort: words = "\(number) is too short to be a telephone number\(place)"
        case .tooLong: words = "\(number) is too long to be a telephone number\(place)"
        case .wrongLength: words = "\(number) has not as many digits as a telephone number has\(place)"
        case .noAreaCode: words = "\(number) has no area code, and can be dialled only within its own area"
        case .hasExtension:
            words = "\(number) has an extension; to have digits sent after answer write the number with `;postd=`"
        case .hasLetters: words = "\(number) has letters in it; write the number in digits"
        }
    }
}
