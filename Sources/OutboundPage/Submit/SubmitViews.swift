internal import CallspoolCore

/// What the form for files shows.
struct SubmitView: Sendable {
    var frame: Frame
}

/// What is shown of an upload.
struct CheckedView: Sendable {
    var frame: Frame
    var id: String
    var file: String
    var isRefused: Bool
    var faultCount: String
    var summary: String
    var loose: [SourceExcerpt.Finding]
    var sources: [SourceExcerpt]
    var figures: [DraftFindings.Figure]
    var skipped: [DraftFindings.Skipped]
    var charts: [CampaignCharts.Chart]

    init(_ frame: Frame, _ draft: Draft) {
        self.frame = frame
        (id, file) = (draft.id, draft.file)
        let findings = draft.findings
        (isRefused, summary) = (findings.isRefused, findings.summary)
        faultCount = findings.faultCount.counted("fault")
        (loose, sources) = (findings.loose, findings.sources)
        (figures, skipped, charts) = (findings.figures, findings.skipped, findings.charts)
    }
}

/// What is shown of an upload that lies in `incoming/`.
struct SubmittedView: Sendable {
    var frame: Frame
    var name: String
    var tick: Sentence
}
