import CallspoolCore
import CampaignFiles

extension CampaignReading {
    /// Reads the campaign's own do-not-call list.
    ///
    /// A list without which numbers would be called that must not be refuses the file: one that is missing or is not a list of
    /// numbers, and an entry of the campaign file that is not a number. A line of a list file that is not one is a warning.
    func readDoNotCall(_ reader: CampaignFileReader, _ sources: Sources, _ findings: inout Findings) throws {
        guard let campaign = findings.campaign else { return }
        let position = reader.keys["do_not_call"]
        switch campaign.doNotCall {
        case nil: return
        case .file(let name): try readDoNotCall(name, position, campaign.region, sources, &findings)
        case .numbers(let texts):
            let (list, nonsense) = CampaignDoNotCall.read(texts, region: campaign.region, campaign: campaign.name)
            findings.listed = list
            guard let first = nonsense.first else { return }
            let more = nonsense.count > 1 ? ", nor are \(nonsense.count - 1) more" : ""
            findings.refuse(
                file,
                "`do_not_call`: `\(first)` is not a telephone number\(more); correct it",
                at: position
            )
        }
    }

    private func readDoNotCall(
        _ name: String,
        _ position: Diagnostic.Position?,
        _ region: String,
        _ sources: Sources,
        _ findings: inout Findings
    ) throws {
        if let words = misnamed(name, findings) {
            findings.doNotCall = nil  // Not touched: it is something else.
            return findings.refuse(file, words, at: position)
        }
        do {
            var source = try sources.doNotCall(name)
            defer { source.close() }
            let list = try DoNotCallList.read(&source, size: try source.size(), region: region)
            try source.finish()
            if let why = list.whyUnreadable {
                return findings.refuse(file, DoNotCallWords.unreadable("`\(name)`", why, list).asClause, at: position)
            }
            findings.listed = CampaignDoNotCall(list, name: name)
            if let warning = list.warning(about: name) {
                findings.diagnostics.append(Diagnostic(.warning, file: file, at: position, warning))
            }
        } catch let error as UnreadableFile where error.isNoFile {
            findings.refuse(file, "the do-not-call list `\(name)` \(error.words)", at: position)
        }
    }

    /// Why a file cannot be a do-not-call list, by its name.
    private func misnamed(_ name: String, _ findings: Findings) -> String? {
        if name.isCampaignFileName {
            return "the do-not-call list `\(name)` is named like a campaign file; give it another ending, `.txt` say"
        }
        guard name == findings.contacts else { return nil }
        return
            "the do-not-call list `\(name)` is the contact list, too, and nobody would be called; use separate files"
    }
}

extension String {
    /// A sentence without its capital and its full stop.
    fileprivate var asClause: String { "t" + dropFirst().dropLast() }
}

extension CampaignReading.Findings {
    /// The files that were dropped with the campaign file; never one that may be another campaign's own.
    public var lists: [String] {
        [contacts, doNotCall].compactMap { $0 }.filter { !$0.isCampaignFileName }
    }
}

extension UnreadableFile {
    /// What is wrong with a list that is not a file, after its name.
    var words: String {
        cause.isMissing
            ? "is not beside the campaign file; drop it there first, then the campaign file"
            : "is not a file that can be read: \(cause.message)"
    }
}
