public import CallspoolCore
internal import CampaignFiles

extension WaitingFiles: WaitingDesk {
    /// Carries out a request in `incoming/`.
    public func carryOut(_ request: ControlRequest) async throws -> WaitingAnswer {
        do {
            if let campaign = try campaign(from: request.target) {
                // It was picked up before the request was seen: it is the campaign's now, under whose name it is durable
                // before it goes.
                try control.put(ControlRequest(request.action, campaign, by: request.by))
                return WaitingAnswer(passage: .passOn, campaign: campaign)
            }
            return try carryOut(request, now: nil)
        } catch let error as DiskError {
            throw StoreError(error)
        }
    }

    /// Carries out a request in `incoming/`.
    ///
    /// - Parameters:
    ///   - request: what is asked; of files by their own names or their campaigns', or of `all`.
    ///   - now: when it is asked, for the reason that is put beside a file; left out of it without one.
    /// - Returns: the files that it concerned, and whether it is for the queue, too.
    /// - Throws: `DiskError`.
    public func carryOut(_ request: ControlRequest, now: Timestamp?) throws -> WaitingAnswer {
        guard request.action != .settle else { return WaitingAnswer(passage: .passOn) }
        let files = try meant(by: request.target)
        guard !files.isEmpty else { return WaitingAnswer(passage: .passOn) }
        switch request.action {
        case .stop, .cancel: return try withdraw(files, request, now)
        case .suspend: return try suspend(files.filter { !$0.isAddition }, request)
        case .resume: return try resume(files.filter { $0.suspendedBy != nil }, request)
        case .settle: return WaitingAnswer(passage: .passOn)
        }
    }

    /// The campaign in the queue that was made from a file; `nil` when the word is not a file's name, or the file still waits.
    ///
    /// - Throws: `DiskError`.
    public func campaign(from target: ControlTarget) throws -> String? {
        guard case .campaign(let file) = target, file.isCampaignFileName, !file.contains("/"),
            try disk.entry("\(layout.incoming)/\(file)") == nil
                || TakingNote.accepted(layout, on: disk).contains(file)
        else { return nil }
        let places = try SpoolReader(layout, on: disk).campaigns().filter { !$0.isDone }
        return try places.first { try KnownCampaigns.acceptance($0.folder, on: disk)?.file == file }?.folder.name
    }

    private func withdraw(
        _ files: [WaitingFile],
        _ request: ControlRequest,
        _ now: Timestamp?
    ) throws -> WaitingAnswer {
        let at = now.map { " at \($0.iso8601)" } ?? ""
        let who = "\(request.action.rawValue) by \(request.by)\(at)"
        let why = "\(RefusedFile.withdrawal) (\(who)); none of its numbers was called"
        var rows: [WaitingAnswer.Row] = []
        for file in files where try withdraw(file, because: why) {
            try forgetSuspension(of: file.name)
            rows.append(WaitingAnswer.Row(file: file.name, campaign: file.campaign))
        }
        return try WaitingAnswer(rows: rows, passage: isForQueue(request) || rows.isEmpty ? .passOn : .done)
    }

    /// A suspension waits as a request until pickup has taken the file in, with the suspension in its journal.
    private func suspend(_ files: [WaitingFile], _ request: ControlRequest) throws -> WaitingAnswer {
        let rows = files.map { WaitingAnswer.Row(file: $0.name, campaign: $0.campaign) }
        guard !rows.isEmpty else { return WaitingAnswer(passage: .passOn) }
        if try !isForQueue(request) {
            // Put there already, when it came as a file.
            if try disk.entry(path(request.target.word)) == nil { try put(request.target.word, request.by) }
            return WaitingAnswer(rows: rows, passage: .stays)
        }
        for file in files { try put(file.name, request.by) }
        return WaitingAnswer(rows: rows, passage: .passOn)
    }

    private func resume(_ files: [WaitingFile], _ request: ControlRequest) throws -> WaitingAnswer {
        let asked = try disk.entry(control.path(request))
        var rows: [WaitingAnswer.Row] = []
        for file in files {
            for word in [file.name, file.campaign] {
                guard let held = try disk.entry(path(word)) else { continue }
                // One that was asked for after the resumption stands.
                if let asked, held.modified > asked.modified { continue }
                try control.remove(suspension(word))
            }
            rows.append(WaitingAnswer.Row(file: file.name, campaign: file.campaign))
        }
        try disk.syncFolder(layout.control)
        return try WaitingAnswer(rows: rows, passage: isForQueue(request) || rows.isEmpty ? .passOn : .done)
    }

    /// Whether a request is for the queue, whatever waits.
    private func isForQueue(_ request: ControlRequest) throws(DiskError) -> Bool {
        switch request.target {
        case .all: true
        case .campaign(let name), .call(let name): try disk.entry(layout.campaign(name).journal) != nil
        case .settlements: true
        }
    }

    /// Who suspended a file before its pickup, under its own name or its campaign's; `nil` when nobody did.
    func suspension(of file: String, campaign: String) throws(DiskError) -> String? {
        for word in [file, campaign] {
            guard let entry = try disk.entry(path(word)) else { continue }
            return ControlFile.words(path(word), entry, on: disk) ?? "control file"
        }
        return nil
    }

    /// A suspension under the name of a file or a campaign is carried out, or of no concern any more.
    func forgetSuspension(of word: String) throws(DiskError) {
        guard try disk.entry(path(word)) != nil else { return }
        try control.remove(suspension(word))
        try disk.syncFolder(layout.control)
    }

    private func put(_ word: String, _ by: String) throws(DiskError) {
        try control.put(ControlRequest(.suspend, word, by: by))
    }

    private var control: ControlFolder { ControlFolder(layout, on: disk) }

    private func suspension(_ word: String) -> ControlRequest { ControlRequest(.suspend, word, by: "") }

    private func path(_ word: String) -> String { control.path(suspension(word)) }
}
