import CallspoolCore
import Foundation
import Testing

@Suite("JSON lines")
struct JSONLineTests {
    private static let hostile = [
        "", "plain", "\"", "\\", "\\\"", "a\u{0}b", "\u{1}\u{1F}\u{7F}", "\n\r\t\u{8}\u{C}", "\u{2028}\u{2029}",
        "Zoë 🤖 👩‍👩‍👧 \u{10FFFF}", "\\u0041", "/", "ends with \\", String(repeating: "long \" ", count: 20_000),
    ]

    @Test("a written text is what Foundation reads, whatever is in it", arguments: hostile)
    func writtenForFoundation(text: String) throws {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("text", text)
            line.field("list", [text, "x", text])
            line.field("map", [Parameter(key: text, value: text)])
            line.field("id", prefix: text, 17)
        }
        #expect(writer.bytes.count { $0 == 0x0A } == 1)
        let object = try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String: Any]
        #expect(object?["text"] as? String == text)
        #expect(object?["list"] as? [String] == [text, "x", text])
        #expect(object?["map"] as? [String: String] == [text: text])
        #expect(object?["id"] as? String == text + "17")
    }

    @Test("a written text is what our own reader reads", arguments: hostile)
    func writtenForUs(text: String) throws {
        var writer = JSONLineWriter()
        writer.line { line in
            line.field("list", [text, "x"])
            line.field("map", [Parameter(key: text, value: text)])
            line.field("text", text)
        }
        try writer.bytes.withUnsafeBytes { bytes in
            var fields = JSONFields(bytes)
            let list = try fields.next()?.value.elements?.map(\.string)
            let map = try fields.next()?.value.parameters
            let alone = try fields.next()?.value.string
            let isOver = try fields.next() == nil
            #expect(list == [text, "x"])
            #expect(map == [Parameter(key: text, value: text)])
            #expect(alone == text)
            #expect(isOver)
        }
    }

    @Test("what Foundation writes is read, its escapes too", arguments: hostile)
    func foundationForUs(text: String) throws {
        let bytes = Array(try JSONSerialization.data(withJSONObject: ["text": text]))
        try bytes.withUnsafeBytes { bytes in
            var fields = JSONFields(bytes)
            let read = try fields.next()?.value.string
            #expect(read == text)
        }
    }

    @Test(
        "numbers come back as they were",
        arguments: [0, 1, -1, 9, 10, 1_000_000, Int(Int32.max), 999_999_999_999_999_999, -42]
    )
    func wholeNumbers(number: Int) throws {
        var writer = JSONLineWriter()
        writer.line { $0.field("number", number) }
        try writer.bytes.withUnsafeBytes { bytes in
            var fields = JSONFields(bytes)
            let read = try fields.next()?.value.int
            #expect(read == number)
        }
    }

    @Test("fractions are JSON and come back as they were", arguments: [0, 0.5, -0.25, 1e-7, 1.5e20, 3.0, 1e15, 12.345])
    func fractions(number: Double) throws {
        var writer = JSONLineWriter()
        writer.line { $0.field("number", number) }
        let object = try JSONSerialization.jsonObject(with: Data(writer.bytes)) as? [String: Double]
        #expect(object?["number"] == number)
        try writer.bytes.withUnsafeBytes { bytes in
            var fields = JSONFields(bytes)
            let read = try fields.next()?.value.double
            #expect(read == number)
        }
    }

    @Test("what is not a number is null", arguments: [Double.nan, .infinity, -.infinity])
    func noNumber(number: Double) {
        var writer = JSONLineWriter()
        writer.line { $0.field("number", number) }
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "{\"number\":null}\n")
    }

    @Test("every cut and every single wrong byte of a line is an error or a value, never a crash")
    func damaged() throws {
        let line = Array(
            #"{"n":12,"t":"a\u00e9\"b","l":["x",{"y":[1,"]"]}],"o":{"k":"v","z":null},"d":-1.5e3,"b":true}"#.utf8
        )
        #expect(try walk(line) == 6)
        for length in 0..<line.count {
            #expect(throws: JSONLineError.self, "cut at \(length)") { try walk(Array(line.prefix(length))) }
        }
        for place in line.indices {
            for byte in [
                0, 0x0A, 0x20, 0x22, 0x2C, 0x2D, 0x30, 0x3A, 0x5B, 0x5C, 0x5D, 0x65, 0x6E, 0x7B, 0x7D, 0x80, 0xFF,
            ] {
                var damaged = line
                damaged[place] = UInt8(byte)
                do throws(JSONLineError) {
                    #expect(try walk(damaged) <= 8)
                } catch {
                    #expect(error.offset <= damaged.count, "byte \(byte) at \(place)")
                }
            }
        }
    }

    @Test(
        "what is not one object is refused",
        arguments: [
            "", " ", "[]", "1", "{", "{}x", "{,}", #"{"a"}"#, #"{"a":}"#, #"{"a":1,}"#, #"{"a":1 "b":2}"#, #"{a:1}"#,
            #"{"a":1}{"#,
        ]
    )
    func refused(text: String) {
        #expect(throws: JSONLineError.self) { try walk(Array(text.utf8)) }
    }

    @Test("space around everything is taken")
    func space() throws {
        #expect(try walk(Array(" { \"a\" : 1 ,\t\"b\" : [ 1 , 2 ] } \r".utf8)) == 2)
    }

    /// Reads every field in every way, and counts them.
    @discardableResult
    private func walk(_ line: [UInt8]) throws(JSONLineError) -> Int {
        let outcome = line.withUnsafeBytes { bytes in
            Result { () throws(JSONLineError) in
                var count = 0
                var fields = JSONFields(bytes)
                while let field = try fields.next() {
                    count += 1
                    look(field.value)
                }
                return count
            }
        }
        return try outcome.get()
    }

    private func look(_ value: JSONSlice) {
        _ = (value.string, value.int, value.double, value.bool, value.timestamp, value.isNull, value.parameters)
        for element in value.elements ?? [] { look(element) }
    }
}
