extension String {
    private static let campaignFileEndings = [".yaml", ".yml"]

    /// Whether a file's name is a campaign file's: it ends in `.yaml` or `.yml`, in letters of either case.
    public var isCampaignFileName: Bool {
        let small = lowercased()
        return String.campaignFileEndings.contains { small.hasSuffix($0) }
    }

    /// The name that a file's path gives a campaign: without folder and ending.
    public var campaignNameOfFile: String {
        let last = split(separator: "/").last.map(String.init) ?? self
        guard last.isCampaignFileName, let dot = last.lastIndex(of: ".") else { return last }
        return String(last[..<dot])
    }
}
