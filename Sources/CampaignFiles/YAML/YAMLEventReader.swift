internal import CYAML
internal import CallspoolCore

/// A YAML file as a stream of events, in constant memory: libyaml's event parser over a `ByteSource`.
///
/// Bounded on purpose: nesting, the length of a scalar, and one document a file. Anchors, tags and aliases are events
/// like others, never followed, so that a file cannot grow when read.
final class YAMLEventReader {
    /// How deep lists and maps may stand in each other.
    ///
    /// The deepest that is ours is four (campaign, numbers, number,
    /// call parameters); the rest is for a fault to be told in its own words.
    static let deepest = 8
    /// How long one text may be, in bytes.
    static let longestScalar = 1 << 16

    private let parser: UnsafeMutablePointer<yaml_parser_t>
    private let input: YAMLInput
    private var depth = 0
    private var documents = 0
    private var last: YAMLEvent?

    /// Starts at the beginning of a source.
    init(source: any ByteSource) {
        input = YAMLInput(source: SurrogatePairs(source))
        parser = .allocate(capacity: 1)
        parser.initialize(to: yaml_parser_t())
        guard yaml_parser_initialize(parser) == 1 else {
            last = YAMLEvent(kind: .fault, text: "there is not enough memory to read it", position: .start)
            return
        }
        yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
        // The input outlives the parser: both belong to this object, and the parser is deleted in its deinit.
        yaml_parser_set_input(
            parser,
            { input, buffer, size, read in
                guard let input, let buffer, let read else { return 0 }
                let bytes = UnsafeMutableRawBufferPointer(start: buffer, count: size)
                guard let count = Unmanaged<YAMLInput>.fromOpaque(input).takeUnretainedValue().read(into: bytes) else {
                    return 0
                }
                read.pointee = count
                return 1
            },
            Unmanaged.passUnretained(input).toOpaque()
        )
    }

    deinit {
        yaml_parser_delete(parser)
        parser.deallocate()
    }

    /// Whether the file had no byte at all; known at its end.
    var isEmpty: Bool { input.isEmpty }

    /// The next event; after `.end` or `.fault`, the same again.
    ///
    /// - Throws: what the source threw.
    func next() throws -> YAMLEvent {
        if let last { return last }
        var raw = yaml_event_t()
        while true {
            guard yaml_parser_parse(parser, &raw) == 1 else {
                if let failure = input.failure { throw failure }
                return finish(YAMLFaultWords.fault(of: parser.pointee, input: input))
            }
            defer { yaml_event_delete(&raw) }
            if let event = translate(raw) {
                input.eventCame(inDocument: true)
                return event
            }
            input.eventCame(inDocument: documents > 0)
        }
    }

    /// Our event for one of libyaml's; `nil` for those that tell us nothing.
    private func translate(_ raw: yaml_event_t) -> YAMLEvent? {
        let position = Diagnostic.Position(raw.start_mark)
        switch raw.type {
        case YAML_SCALAR_EVENT: return scalar(raw.data.scalar, at: position)
        case YAML_SEQUENCE_START_EVENT:
            let start = raw.data.sequence_start
            return opened(.listStart, at: position, anchor: start.anchor, tag: start.tag)
        case YAML_MAPPING_START_EVENT:
            let start = raw.data.mapping_start
            return opened(.mapStart, at: position, anchor: start.anchor, tag: start.tag)
        case YAML_SEQUENCE_END_EVENT:
            depth -= 1
            return YAMLEvent(kind: .listEnd, position: position)
        case YAML_MAPPING_END_EVENT:
            depth -= 1
            return YAMLEvent(kind: .mapEnd, position: position)
        case YAML_ALIAS_EVENT:
            let name = raw.data.alias.anchor.map { String(cString: $0) } ?? ""
            return YAMLEvent(kind: .alias, text: name, position: position)
        case YAML_STREAM_END_EVENT: return finish(YAMLEvent(kind: .end, position: position))
        case YAML_DOCUMENT_START_EVENT:
            documents += 1
            return documents == 1 ? nil : finish(YAMLFaultWords.severalDocuments(at: position))
        default: return nil
        }
    }

    private typealias Scalar = yaml_event_s.__Unnamed_union_data.__Unnamed_struct_scalar

    private func scalar(_ raw: Scalar, at position: Diagnostic.Position) -> YAMLEvent {
        guard raw.length <= Self.longestScalar else { return finish(YAMLFaultWords.longScalar(at: position)) }
        return YAMLEvent(
            kind: .scalar,
            text: String(decoding: UnsafeBufferPointer(start: raw.value, count: raw.length), as: UTF8.self),
            position: position,
            isPlain: raw.style == YAML_PLAIN_SCALAR_STYLE,
            hasAnchor: raw.anchor != nil,
            hasTag: raw.tag != nil
        )
    }

    private func opened(
        _ kind: YAMLEvent.Kind,
        at position: Diagnostic.Position,
        anchor: UnsafeMutablePointer<yaml_char_t>?,
        tag: UnsafeMutablePointer<yaml_char_t>?
    ) -> YAMLEvent {
        depth += 1
        guard depth <= Self.deepest else { return finish(YAMLFaultWords.deepNesting(at: position)) }
        return YAMLEvent(kind: kind, position: position, hasAnchor: anchor != nil, hasTag: tag != nil)
    }

    private func finish(_ event: YAMLEvent) -> YAMLEvent {
        last = event
        return event
    }
}

extension Diagnostic.Position {
    /// The beginning of a file.
    static let start = Diagnostic.Position(line: 1, column: 1)

    /// libyaml counts from 0.
    init(_ mark: yaml_mark_t) {
        self.init(line: mark.line + 1, column: mark.column + 1)
    }
}
