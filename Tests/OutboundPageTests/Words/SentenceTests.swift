import CallspoolCore
import Foundation
import Testing

@testable import OutboundPage

@Suite("A sentence of a page")
struct SentenceTests {
    @Test("is escaped, whatever stands in it; only instants become elements")
    func escapes() {
        let hostile = "</p><script>alert('1')</script>"
        let sentence: Sentence = "<b> \(hostile) at \(Timestamp(seconds: 1_800_000_000)), \(1_234_567)"
        #expect(!sentence.html.contains("<script") && !sentence.html.contains("<b>"))
        #expect(
            sentence.html.contains(
                "<time datetime=\"2027-01-15T08:00:00Z\" data-s=\"1\">2027-01-15 08:00:00 UTC</time>"
            )
        )
        #expect(sentence.html.hasSuffix(", 1,234,567"))
    }

    @Test("is all that templates put in unescaped")
    func braces() throws {
        let known: Set<String> = [
            ".", "at", "answer", "caption", "campaign.why", "end", "info", "lag", "pace", "record", "since", "svg",
            "text",
            "tick", "value", "why",
        ]
        for (name, bytes) in PageTemplates.files {
            let text = String(decoding: bytes, as: UTF8.self)
            for piece in text.components(separatedBy: "{{{").dropFirst() {
                let field = String(piece.prefix { $0 != "}" })
                #expect(
                    known.contains(field),
                    "\(name) puts in \(field) unescaped: let it be a Sentence, and add it here"
                )
            }
            #expect(!text.contains("{{&"), "\(name)")
        }
    }

    @Test("No template has a script, a style or a handler in it, which the policy would forbid")
    func policy() {
        for (name, bytes) in PageTemplates.files {
            let text = String(decoding: bytes, as: UTF8.self)
            let words = [" style=", "<style", " onclick=", " onload=", "javascript:", "http://", "https://"]
            for word in words { #expect(!text.contains(word), "\(name) has \(word)") }
            let scripts = text.components(separatedBy: "<script").count - 1
            #expect(scripts == text.components(separatedBy: "<script src=\"/page.js").count - 1, "\(name)")
        }
    }
}
