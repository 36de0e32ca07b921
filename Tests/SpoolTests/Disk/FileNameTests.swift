import CallspoolTesting
import Foundation
import Testing

@testable import Spool

@Suite("Names that are made from a user's name")
struct FileNameTests {
    @Test("one that fits is as it is", arguments: [("spring.yaml", "2.spring.yaml.why"), ("a", "2.a.why")])
    func short(name: String, made: String) {
        #expect(FileName.made("2.", from: name, ".why") == made)
    }

    @Test("one that would be too long fits a file system, keeps its ending, and is another for another name")
    func long() {
        for letter in ["a", "é", "名", "🙂"] {
            for count in 1...255 {
                let stem = String(repeating: letter, count: count)
                for ending in ["", ".why", ".why.tmp", ".part"] {
                    let made = FileName.made("contacts-", from: stem + ".yaml", ending)
                    #expect(made.utf8.count <= 255)
                    #expect(made.hasPrefix("contacts-") && made.hasSuffix(".yaml" + ending))
                    #expect(made == FileName.made("contacts-", from: stem + ".yaml", ending))
                }
            }
        }
        let long = String(repeating: "a", count: 250)
        #expect(FileName.made(from: long + "b.csv", ".why") != FileName.made(from: long + "c.csv", ".why"))
    }

    @Test("a small file of the longest name is written in one step")
    func replace() throws {
        let folder = try WorkingFolder()
        let path = folder.path + "/" + String(repeating: "n", count: 255)
        try PosixDisk().replace(path, with: Array("text".utf8))
        #expect(try PosixDisk().contents(path) == Array("text".utf8))
        #expect(try PosixDisk().list(folder.path).count == 1)
    }

    @Test("nothing has a name that is too long")
    func missing() throws {
        #expect(try PosixDisk().entry("/tmp/" + String(repeating: "n", count: 256)) == nil)
    }
}

@Suite("Names that are not UTF-8")
struct ForeignNameTests {
    private static let names: [[UInt8]] = [
        Array("caf".utf8) + [0xE9] + Array(".yaml".utf8), [0x80], [0xFF, 0xFE], [0xC3], [0xF4, 0x8F, 0xBE, 0x80],
        [0xF4, 0x8F, 0xBF, 0xBF], [0xED, 0xA0, 0x80], Array("名".utf8) + [0xE5, 0x90], [0xC0, 0xAF],
    ]

    @Test("are listed, looked at, renamed and removed as others are", arguments: names)
    func work(name: [UInt8]) throws {
        let folder = try WorkingFolder()
        let disk = PosixDisk()
        try folder.put(name, "text")
        let entry = try #require(try disk.list(folder.path).first)
        #expect(try disk.entry("\(folder.path)/\(entry.name)") == entry)
        #expect(try disk.contents("\(folder.path)/\(entry.name)") == Array("text".utf8))
        try disk.rename("\(folder.path)/\(entry.name)", to: "\(folder.path)/\(entry.name).old")
        #expect(try disk.list(folder.path).map(\.name) == [entry.name + ".old"])
        try disk.remove("\(folder.path)/\(entry.name).old")
        #expect(try disk.list(folder.path).isEmpty)
    }

    @Test("stand for their own bytes and no others")
    func roundTrip() {
        var dice = SeededRandom(7)
        var seen: [String: [UInt8]] = [:]
        for round in 0..<20_000 {
            // Bytes that are often the beginning or the middle of a scalar, and every one now and then.
            let common: [UInt8] = [0x61, 0xC3, 0xA9, 0xE5, 0x90, 0x8D, 0xF4, 0x8F, 0xBE, 0xBF, 0x80, 0xFF]
            let bytes = (0..<(round % 8 + 1))
                .map { _ in
                    Bool.random(using: &dice)
                        ? common.randomElement(using: &dice) ?? 0x61 : UInt8.random(in: 1...255, using: &dice)
                }
            let name = ForeignName.name(bytes)
            #expect(ForeignName.bytes(name).dropLast().map { UInt8(bitPattern: $0) } == bytes)
            // By scalars: to a `String` a letter with its accent apart is the same.
            let key = name.unicodeScalars.map { String($0.value) }.joined(separator: " ")
            #expect(seen.updateValue(bytes, forKey: key).map { $0 == bytes } ?? true)
        }
    }

    @Test("are told in letters that a terminal takes")
    func legible() {
        #expect(ForeignName.name(Array("caf".utf8) + [0xE9] + Array(".yaml".utf8)).legibleFileName == "caf%E9.yaml")
        #expect(ForeignName.name(Array("café 名.yaml".utf8)).legibleFileName == "café 名.yaml")
    }
}
