/// The numbers that pickup has added to a campaign, in progress into its jobs and its log.
///
/// Each goes: its jobs become the campaign's, durably; `added` is noted, and `rejected` for each that cannot be dialled; when
/// all of it is durable the addition is settled. A crash leaves
/// - jobs that no `added` tells of: they are replaced at the next try;
/// - `added` with some of its rejections: the others are noted before any of its calls is made;
/// - everything noted, and the addition not settled: which is done then.
struct AdditionQueue {
    /// One that the log tells not at all, or not in full.
    struct Waiting {
        var addition: Addition
        /// The index of its first number; `nil` until the log has `added`.
        var first: Int?
        /// Where the next page of its rejections begins.
        var rejectionsRead = 0
    }

    /// Those that wait, in their order.
    var waiting: [Waiting] = []
    /// Those that are noted in full, and perhaps not durably.
    var noted: [Addition] = []
    /// All that were ever seen, by their tags.
    var known: Set<String> = []

    /// Whether there is something to do.
    var isEmpty: Bool { waiting.isEmpty && noted.isEmpty }
}

extension OpenCampaign {
    /// How many rejections are noted in one step: the claims of other campaigns wait for it.
    private static let rejectionsAtOnce = 2000

    /// Looks for numbers that pickup has added.
    ///
    /// - Throws: `StoreError`.
    func findAdditions() throws(StoreError) {
        for addition in try log.pendingAdditions() where additions.known.insert(addition.tag).inserted {
            additions.waiting.append(.init(addition: addition, first: replayedAdditions[addition.tag]))
        }
    }

    /// Takes numbers in that were added, a bounded piece of the work.
    ///
    /// - Precondition: nothing is claimed since the last commit.
    /// - Throws: `StoreError`.
    func takeAdditions(_ now: Timestamp) throws(StoreError) {
        if !isDirty {
            for addition in additions.noted { try log.settle(addition) }
            additions.noted = []
        }
        guard var next = additions.waiting.first else { return }
        let first: Int
        if let known = next.first {
            first = known
        } else {
            try log.takeJobs(of: next.addition, after: queue.total)
            first = queue.total + 1
            note(.added(next.addition), now)
            next.first = first
            additions.waiting[0] = next
        }
        if try noteRejections(&next, from: first, now) {
            additions.noted.append(next.addition)
            additions.waiting.removeFirst()
        } else {
            additions.waiting[0] = next
        }
    }

    /// Notes which of the added numbers cannot be dialled; those that the previous run noted are passed over.
    ///
    /// - Returns: whether that were all.
    private func noteRejections(
        _ waiting: inout AdditionQueue.Waiting,
        from first: Int,
        _ now: Timestamp
    ) throws(StoreError) -> Bool {
        let page = try log.rejections(
            of: waiting.addition,
            from: waiting.rejectionsRead,
            limit: OpenCampaign.rejectionsAtOnce
        )
        for rejection in page.rejections {
            let index = first - 1 + rejection.index
            if queue.phaseName(index) == "queued" { note(.rejected(index: index, reason: rejection.reason), now) }
        }
        waiting.rejectionsRead = page.next ?? waiting.rejectionsRead
        return page.next == nil
    }
}
