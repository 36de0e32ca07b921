public import CallspoolCore

/// The asking of campaigns' URLs at pickup.
///
/// What is asked once is remembered for as long as this lives, one pass over the drop zone: of a hundred files with one
/// URL the first is waited for. So is a host that gave no answer at all, whatever else there is to ask of it.
public struct URLQuestions {
    private let probe: any URLProbe
    private var answers: [String: DeliveryAnswer] = [:]
    private var silentHosts: [String: DeliveryAnswer] = [:]

    /// Asks through a probe.
    public init(_ probe: any URLProbe) {
        self.probe = probe
    }

    /// Asks a campaign's URLs that are to be checked.
    ///
    /// - Parameters:
    ///   - findings: of the campaign's file.
    ///   - file: its name as the user gave it.
    ///   - isAsked: whether the user asks for it whatever the campaign says.
    /// - Returns: a finding for each URL that does not answer 200: an error when the campaign requires it.
    public mutating func ask(
        of findings: CampaignReading.Findings,
        file: String,
        isAsked: Bool = false
    ) async -> [Diagnostic] {
        guard let campaign = findings.campaign, isAsked || campaign.checkURLs != .off else { return [] }
        let urls = [("start_url", campaign.startURL), ("result_url", campaign.resultURL)]
            .compactMap { key, url in url.map { (key: key, url: $0) } }
        await ask(urls.map(\.url))
        return urls.compactMap { key, url in
            guard let fault = answer(of: url)?.faultOfURL else { return nil }
            let advice = "correct it, or set `check_urls` to `\(campaign.checkURLs == .require ? "warn" : "off")`"
            let severity: Diagnostic.Severity = campaign.checkURLs == .require ? .error : .warning
            let words = "`\(key)` \(fault); \(advice)"
            return Diagnostic(severity, file: file, at: findings.positions[key], words)
        }
    }

    private func answer(of url: String) -> DeliveryAnswer? {
        answers[url] ?? silentHosts[DeliveryTarget(url: url).host]
    }

    private mutating func ask(_ urls: [String]) async {
        let new = urls.filter { answer(of: $0) == nil }
        guard !new.isEmpty else { return }
        for (url, answer) in await probe.ask(new) {
            switch answer {
            case .status: answers[url] = answer
            case .failed: silentHosts[DeliveryTarget(url: url).host] = answer
            case .abandoned: break  // Nobody waits for it any more.
            }
        }
    }
}

extension DeliveryAnswer {
    /// What is wrong with a URL that gave this answer to a GET; `nil` for 200.
    fileprivate var faultOfURL: String? {
        switch self {
        case .status(200, _): nil
        case .status(let status, _): "answers a GET with \(status) and not with 200"
        case .failed(let why): "cannot be reached: \(why)"
        case .abandoned: nil
        }
    }
}
