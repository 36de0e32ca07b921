package import CallspoolCore

extension JSONLineWriter {
    /// Writes what holds a call.
    package mutating func holds(_ holds: [CallHold]) {
        field("held_by", objects: holds) { hold, line in
            line.field("kind", hold.kind)
            line.field("until", hold.until)
            line.field("reason", hold.sentence)
        }
    }

    /// Writes an instant with its range.
    mutating func spans(_ name: StaticString, _ span: ForecastSpan?) {
        field(
            name,
            object: { line in
                line.field("expected_at", span?.expected)
                line.field("earliest_at", span?.earliest)
                line.field("latest_at", span?.latest)
            }
        )
    }
}
