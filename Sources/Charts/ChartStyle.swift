/// How charts look, in whatever page they stand; light or dark as the reader's system is.
///
/// No element of a chart has a style of its own, so that a page may forbid such styles.
public enum ChartStyle {
    /// The style sheet.
    public static let sheet: StaticString = """
        :root {
          --chart-good: #2468a8; --chart-plain: #8aa3b9; --chart-warm: #d9982b; --chart-bad: #bf4f36; --chart-faint: #d5d8db;
          --chart-plain2: #5b7690; --chart-plain3: #b4c5d4; --chart-mild: #8d7fae; --chart-mild2: #66578c; --chart-mild3: #bbb0d3;
          --chart-bad2: #93341f; --chart-bad3: #dd8c79; --chart-wrong: #8a6d3b; --chart-wrong2: #614a22; --chart-wrong3: #bda27a;
          --chart-faint2: #b3b8bd; --chart-rule: #e4e2dd; --chart-soft: #5d666f;
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --chart-good: #6aaeee; --chart-plain: #5f788c; --chart-warm: #e0b055; --chart-bad: #e5806a; --chart-faint: #3e454c;
            --chart-plain2: #859eb3; --chart-plain3: #43586a; --chart-mild: #9a8bc4; --chart-mild2: #c1b4e4; --chart-mild3: #6a5c93;
            --chart-bad2: #f2b0a2; --chart-bad3: #a84f3a; --chart-wrong: #bfa06a; --chart-wrong2: #dcc8a0; --chart-wrong3: #8a7040;
            --chart-faint2: #59626b; --chart-rule: #31373d; --chart-soft: #9ba4ad;
          }
        }
        .bars { border-collapse: collapse; width: 100%; font-size: .9375rem; font-variant-numeric: tabular-nums; }
        .bars th, .bars td { padding: .25rem .75rem .25rem 0; text-align: right; vertical-align: middle; font-weight: normal; white-space: nowrap; background: none; }
        .bars th:first-child { text-align: left; }
        .bars thead th, .bars thead td { font-size: .8125rem; border: 0; color: var(--chart-soft); }
        .bars th[scope=row] { white-space: normal; overflow-wrap: break-word; }
        .bars td.bar { width: 45%; padding-right: 0; }
        .bars svg { display: block; width: 100%; height: .75rem; }
        svg.share { display: block; width: 100%; height: 1.5rem; border-radius: .25rem; }
        rect.good, .key.good { fill: var(--chart-good); background: var(--chart-good); }
        rect.plain, .key.plain { fill: var(--chart-plain); background: var(--chart-plain); }
        rect.warm, .key.warm { fill: var(--chart-warm); background: var(--chart-warm); }
        rect.bad, .key.bad { fill: var(--chart-bad); background: var(--chart-bad); }
        rect.faint, .key.faint { fill: var(--chart-faint); background: var(--chart-faint); }
        rect.plain2, .key.plain2 { fill: var(--chart-plain2); background: var(--chart-plain2); }
        rect.plain3, .key.plain3 { fill: var(--chart-plain3); background: var(--chart-plain3); }
        rect.mild, .key.mild { fill: var(--chart-mild); background: var(--chart-mild); }
        rect.mild2, .key.mild2 { fill: var(--chart-mild2); background: var(--chart-mild2); }
        rect.mild3, .key.mild3 { fill: var(--chart-mild3); background: var(--chart-mild3); }
        rect.bad2, .key.bad2 { fill: var(--chart-bad2); background: var(--chart-bad2); }
        rect.bad3, .key.bad3 { fill: var(--chart-bad3); background: var(--chart-bad3); }
        rect.wrong, .key.wrong { fill: var(--chart-wrong); background: var(--chart-wrong); }
        rect.wrong2, .key.wrong2 { fill: var(--chart-wrong2); background: var(--chart-wrong2); }
        rect.wrong3, .key.wrong3 { fill: var(--chart-wrong3); background: var(--chart-wrong3); }
        rect.faint2, .key.faint2 { fill: var(--chart-faint2); background: var(--chart-faint2); }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem 1rem; padding: 0; margin: .5rem 0 .75rem; font-size: .875rem; }
        .key { display: inline-block; width: .75rem; height: .75rem; border-radius: .125rem; margin-right: .375rem; }
        .plot { display: grid; grid-template-columns: 3.25rem 1fr; margin-top: .75rem; }
        .plot .axis { display: flex; flex-direction: column-reverse; justify-content: space-between; align-items: flex-end; height: 12rem; padding-right: .5rem; }
        .plot .axis span { height: 0; line-height: 0; font-size: .75rem; color: var(--chart-soft); }
        .plot svg { display: block; width: 100%; height: 12rem; overflow: visible; }
        .plot.low svg, .plot.low .axis { height: 7rem; }
        .plot .labels { display: flex; min-height: 1.25rem; margin-top: .25rem; }
        .plot .labels span { flex: 1 1 0; width: 0; text-align: center; white-space: pre; line-height: 1.3; font-size: .75rem; color: var(--chart-soft); display: flex; justify-content: center; }
        .plot .labels span:last-child { justify-content: flex-end; }
        .grid { stroke: var(--chart-rule); stroke-width: 1; vector-effect: non-scaling-stroke; }
        .course { fill: none; stroke: var(--chart-good); stroke-width: 2; stroke-linejoin: round; vector-effect: non-scaling-stroke; }
        .point { stroke: var(--chart-good); stroke-width: 7; stroke-linecap: round; vector-effect: non-scaling-stroke; }
        @media (max-width: 30rem) {
          .bars td.bar { width: 24%; min-width: 3rem; }
          .bars th, .bars td { padding-right: .5rem; font-size: .875rem; }
          .plot { grid-template-columns: 2.5rem 1fr; }
        }
        @media print {
          :root {
            --chart-good: #2468a8; --chart-plain: #8aa3b9; --chart-warm: #d9982b; --chart-bad: #bf4f36; --chart-faint: #d5d8db;
            --chart-plain2: #5b7690; --chart-plain3: #b4c5d4; --chart-mild: #8d7fae; --chart-mild2: #66578c; --chart-mild3: #bbb0d3;
            --chart-bad2: #93341f; --chart-bad3: #dd8c79; --chart-wrong: #8a6d3b; --chart-wrong2: #614a22; --chart-wrong3: #bda27a;
            --chart-faint2: #b3b8bd; --chart-rule: #cccccc; --chart-soft: #444444;
          }
          .plot svg, .plot .axis { height: 8rem; }
          .plot.low svg, .plot.low .axis { height: 4.5rem; }
        }
        """
}
