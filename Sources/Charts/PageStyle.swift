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
                head.element("style") { style in
                    style.literal(sheet)
                    style.literal(ChartStyle.sheet)
                }
            }
            html.element("body") { $0.element("main", Attributes(), body) }
        }
        page.literal("\n")
        return page.html
    }

    /// The style sheet, charts aside.
    public static let sheet: StaticString = """
        :root {
          color-scheme: light dark;
          --paper: #fbfaf8; --card: #ffffff; --ink: #1d2126; --soft: #5d666f; --rule: #e4e2dd;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --paper: #14171a; --card: #1c2024; --ink: #e8eaec; --soft: #9ba4ad; --rule: #31373d;
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
        .scroll { overflow-x: auto; }
        details { margin-top: .75rem; }
        summary { cursor: pointer; color: var(--soft); font-size: .875rem; }
        footer { color: var(--soft); font-size: .8125rem; margin-top: 2rem; }
        @media (max-width: 30rem) {
          main { padding: 1.25rem .625rem 3rem; }
          section { padding: .875rem .75rem; }
          .tiles { grid-template-columns: 1fr 1fr; gap: .5rem; }
          table { font-size: .875rem; }
          thead th { font-size: .75rem; }
          th, td { padding-right: .5rem; }
        }
        @media print {
          :root {
            --paper: #ffffff; --card: #ffffff; --ink: #000000; --soft: #444444; --rule: #cccccc;
            }
          * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
          body { font-size: 10pt; }
          main { max-width: none; padding: 0; }
          section, .tiles div { border-color: #cccccc; }
        }
        """
}
