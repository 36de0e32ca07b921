/// How pages look: plain type, one column, light or dark as the reader's system is, and fit for paper.
///
/// Nothing is fetched: no font, no script, no picture.
public enum PageStyle {
    /// Writes a whole page.
    ///
    /// - Parameters:
    ///   - title: the document's.
    ///   - body: what is in its `main`.
    /// - Returns: the page, ready to be saved or sent.
    public static func page(title: String, _ body: (inout Markup) -> Void) -> String {
        var page = Markup()
        page.literal("<!DOCTYPE html>\n")
        page.element("html", ["lang": "en"]) { html in
            html.element("head") { head in
                head.void("meta", ["charset": "utf-8"])
                head.void("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"])
                head.void("meta", ["name": "color-scheme", "content": "light dark"])
                head.element("title", title)
                head.element("style") { $0.literal(sheet) }
            }
            html.element("body") { $0.element("main", Attributes(), body) }
        }
        page.literal("\n")
        return page.html
    }

    /// The style sheet.
    public static let sheet: StaticString = """
        :root {
          color-scheme: light dark;
          --paper: #fbfaf8; --card: #ffffff; --ink: #1d2126; --soft: #5d666f; --rule: #e4e2dd;
          --good: #2468a8; --plain: #8aa3b9; --warm: #d9982b; --bad: #bf4f36; --faint: #d5d8db;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #14171a; --card: #1c2024; --ink: #e8eaec; --soft: #9ba4ad; --rule: #31373d;
            --good: #6aaeee; --plain: #5f788c; --warm: #e0b055; --bad: #e5806a; --faint: #3e454c;
          }
        }
        * { box-sizing: border-box; }
        body {
          margin: 0; background: var(--paper); color: var(--ink);
          font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;
        }
        main { max-width: 60rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
        h1 { font-size: 1.75rem; line-height: 1.2; margin: 0 0 .25rem; overflow-wrap: anywhere; }
        h2 { font-size: 1.0625rem; margin: 0 0 .75rem; }
        p { margin: 0 0 .75rem; }
        .soft, figcaption, .note { color: var(--soft); }
        .note { font-size: .875rem; margin: .75rem 0 0; }
        .tiles { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: .75rem; margin: 1.5rem 0; }
        .tiles div, section {
          background: var(--card); border: 1px solid var(--rule); border-radius: .5rem;
        }
        .tiles div { padding: .75rem 1rem; }
        .tiles dt { color: var(--soft); font-size: .875rem; }
        .tiles dd { margin: 0; font-size: 1.5rem; line-height: 1.3; font-variant-numeric: tabular-nums; }
        .tiles small { display: block; font-size: .8125rem; color: var(--soft); line-height: 1.35; }
        section { padding: 1rem 1.125rem 1.125rem; margin: 0 0 1rem; break-inside: avoid; }
        figure { margin: 0; }
        table { border-collapse: collapse; width: 100%; font-size: .9375rem; font-variant-numeric: tabular-nums; }
        th, td { text-align: right; font-weight: normal; padding: .25rem .75rem .25rem 0; white-space: nowrap; }
        th:first-child { text-align: left; }
        thead th { color: var(--soft); font-size: .8125rem; }
        tbody tr { border-top: 1px solid var(--rule); }
        td.words, th.words { text-align: left; white-space: normal; overflow-wrap: break-word; min-width: 7rem; }
        .bars th[scope=row] { white-space: normal; overflow-wrap: break-word; }
        .bars td.bar { width: 45%; padding-right: 0; }
        .bars svg { display: block; width: 100%; height: .75rem; }
        svg.share { display: block; width: 100%; height: 1.5rem; border-radius: .25rem; }
        .scroll { overflow-x: auto; }
        rect.good, .key.good { fill: var(--good); background: var(--good); }
        rect.plain, .key.plain { fill: var(--plain); background: var(--plain); }
        rect.warm, .key.warm { fill: var(--warm); background: var(--warm); }
        rect.bad, .key.bad { fill: var(--bad); background: var(--bad); }
        rect.faint, .key.faint { fill: var(--faint); background: var(--faint); }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; margin: .5rem 0 .75rem; font-size: .875rem; }
        .key { display: inline-block; width: .75rem; height: .75rem; border-radius: .125rem; margin-right: .375rem; }
        .plot { display: grid; grid-template-columns: 3.25rem 1fr; margin-top: .75rem; }
        .plot .axis { position: relative; height: 12rem; }
        .plot .axis span { position: absolute; right: .5rem; transform: translateY(50%); font-size: .75rem; color: var(--soft); }
        .plot svg { display: block; width: 100%; height: 12rem; overflow: visible; }
        .plot.low svg, .plot.low .axis { height: 7rem; }
        .plot .labels { display: flex; min-height: 1.25rem; margin-top: .25rem; }
        .plot .labels span { flex: 1 1 0; width: 0; text-align: center; white-space: pre; line-height: 1.3; font-size: .75rem; color: var(--soft); display: flex; justify-content: center; }
        .grid { stroke: var(--rule); stroke-width: 1; vector-effect: non-scaling-stroke; }
        .line { fill: none; stroke: var(--good); stroke-width: 2; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
        .point { stroke: var(--good); stroke-width: 7; stroke-linecap: round; vector-effect: non-scaling-stroke; }
        details { margin-top: .75rem; }
        summary { cursor: pointer; color: var(--soft); font-size: .875rem; }
        footer { color: var(--soft); font-size: .8125rem; margin-top: 2rem; }
        @media (max-width: 30rem) {
          main { padding: 1.25rem .625rem 3rem; }
          section { padding: .875rem .75rem; }
          .tiles { grid-template-columns: 1fr 1fr; gap: .5rem; }
          .bars td.bar { width: 24%; }
          table { font-size: .875rem; }
          thead th { font-size: .75rem; }
          th, td { padding-right: .5rem; }
          .plot { grid-template-columns: 2.5rem 1fr; }
        }
        @media print {
          :root {
            --paper: #ffffff; --card: #ffffff; --ink: #000000; --soft: #444444; --rule: #cccccc;
            --good: #2468a8; --plain: #8aa3b9; --warm: #d9982b; --bad: #bf4f36; --faint: #d5d8db;
          }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          body { font-size: 10pt; }
          main { max-width: none; padding: 0; }
          section, .tiles div { border-color: #cccccc; }
          .plot svg, .plot .axis { height: 8rem; }
          .plot.low svg, .plot.low .axis { height: 4.5rem; }
        }
        """
}
