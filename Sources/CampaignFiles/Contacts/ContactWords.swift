/// What is said of a contact list's faults.
enum ContactWords {
    /// Of bytes that are not UTF-8.
    static let notUTF8 =
        "the file is not UTF-8; convert it, for example with `iconv -f latin1 -t utf-8`, and drop it again"
    /// Of a byte order mark of UTF-16.
    static let isUTF16 = "the file is UTF-16; save it as CSV in UTF-8, and drop it again"
    /// Of a file without a row.
    static let isEmpty =
        "the contact list is empty; its first row must be a header that begins with `destination`"

    /// Of a flaw in the shape of a row.
    static func flaw(_ flaw: CSVRecord.Flaw) -> String {
        switch flaw {
        case .strayQuote:
            "a quote within a field that does not begin with one; double it, and put the whole field in quotes"
        case .textAfterQuote: "text after the closing quote of a field; a quote within a field must be doubled"
        case .unclosedQuote: "the field begins with a quote that is never closed; close it"
        case .tooLong(inQuotes: true):
            "the quoted field that begins here is longer than 64 KiB; is its closing quote missing?"
        case .tooLong(inQuotes: false): "the field is longer than 64 KiB, or its row than 1 MiB; is this a CSV file?"
        case .tooManyFields: "the row has more than \(CSVScanner.mostFields - 1) commas; is this a CSV file?"
        case .binary: "a NUL byte; this is not a text file. Save the list as CSV in UTF-8"
        }
    }

    /// Of a first line that says so.
    static func otherSeparator(_ separator: String) -> String {
        "the first line says that \(separator.inQuotes) is between the columns; save the list with commas between them"
    }

    /// Of a row with more or fewer fields than the header.
    static func ragged(_ fields: Int, header: Int) -> String {
        let what = fields < header ? "add the missing commas" : "put a field that holds a comma in quotes"
        return "the row has \(fields) \(fields == 1 ? "field" : "fields"), the header has \(header); \(what)"
    }
}
