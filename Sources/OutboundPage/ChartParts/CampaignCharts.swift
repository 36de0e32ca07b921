internal import Charts
internal import Presentation
internal import Spool

/// The charts of a campaign's page.
struct CampaignCharts: Sendable {
    /// How old a report may be that a page shows: it is looked at all the time, and summing up a million calls takes a
    /// second.
    static let oldest = Duration.seconds(15)

    /// One of them: its title, and what is drawn, with its legend and its figures.
    struct Chart: Sendable {
        var title: String
        /// Safe markup, without any style of its own.
        var svg: String
    }

    /// The charts; none before something was dialled.
    let charts: [Chart]

    /// Draws what a report says.
    init(_ report: CampaignReport) {
        charts = [
            ReportChart.course(report), ReportChart.hours(report), ReportChart.outcomes(report),
            ReportChart.calleeTypes(report),
        ]
        .filter(\.isThere)
        .map { chart in
            var markup = Markup()
            chart.draw(&markup)
            return Chart(title: chart.title, svg: markup.html)
        }
    }
}
