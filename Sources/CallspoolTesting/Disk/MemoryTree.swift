/// The files and folders of a disk in memory, each as it is now and as it would be after a loss of power.
struct MemoryTree: Sendable {
    /// A file or a folder; names are kept in folders, so that a rename moves no bytes.
    struct Node: Sendable {
        var isFolder: Bool
        var bytes: [UInt8] = []
        var synced: [UInt8] = []
        /// A sync failed: what was written before it is never written back, until it is cut off and written again.
        var isForgotten = false
        var names: [String: Int] = [:]
        var syncedNames: [String: Int] = [:]
        var modified: Int64 = 0
    }

    /// A change of a name that is not durable yet; a rename is two of them in one step.
    private struct NameChange: Sendable {
        var steps: [(folder: Int, name: String, node: Int?)]
        func touches(_ folders: Set<Int>) -> Bool { steps.contains { folders.contains($0.folder) } }
    }

    var nodes: [Int: Node] = [1: Node(isFolder: true)]
    private var lastNode = 1
    /// Counts what changed what is seen, not what only made it durable.
    var changes = 0
    private var unsynced: [NameChange] = []
    /// What is written from now on was written then, in milliseconds since 1970.
    var time: Int64 = 0

    func find(_ path: String) -> Int? {
        var at = 1
        for part in path.split(separator: "/") {
            guard let next = nodes[at]?.names[String(part)] else { return nil }
            at = next
        }
        return at
    }

    /// What a path would name after a loss of power.
    func findDurable(_ path: String) -> Int? {
        var at = 1
        for part in path.split(separator: "/") {
            guard let next = nodes[at]?.syncedNames[String(part)] else { return nil }
            at = next
        }
        return at
    }

    /// Every file under a folder, by its path.
    func files(_ folder: Int, _ path: String) -> [String: [UInt8]] {
        var all: [String: [UInt8]] = [:]
        for (name, node) in self[folder].names {
            if self[node].isFolder {
                all.merge(files(node, "\(path)/\(name)")) { first, _ in first }
            } else {
                all["\(path)/\(name)"] = self[node].bytes
            }
        }
        return all
    }

    /// Makes a file that is durable with its name.
    mutating func take(_ path: String) {
        guard let place = place(path) else { return }
        nodes[place.folder]?.names[place.name] = nil
        nodes[place.folder]?.syncedNames[place.name] = nil
    }

    mutating func drop(_ path: String, _ bytes: [UInt8]) {
        guard let place = place(path) else { return }
        lastNode += 1
        nodes[lastNode] = Node(isFolder: false, bytes: bytes, synced: bytes, modified: time)
        nodes[place.folder]?.names[place.name] = lastNode
        nodes[place.folder]?.syncedNames[place.name] = lastNode
    }

    subscript(node: Int) -> Node {
        get { nodes[node] ?? Node(isFolder: false) }
        set { nodes[node] = newValue }
    }

    /// Splits off the last part of a path; `nil` when its folder is not there.
    func place(_ path: String) -> (folder: Int, name: String)? {
        var parts = path.split(separator: "/").map(String.init)
        guard let name = parts.popLast(), let folder = find(parts.joined(separator: "/")) else { return nil }
        return self[folder].isFolder ? (folder, name) : nil
    }

    mutating func make(_ place: (folder: Int, name: String), isFolder: Bool) -> Int {
        lastNode += 1
        nodes[lastNode] = Node(isFolder: isFolder, modified: time)
        change([(place.folder, place.name, lastNode)])
        return lastNode
    }

    mutating func rename(_ from: (folder: Int, name: String), _ to: (folder: Int, name: String)) {
        change([(from.folder, from.name, nil), (to.folder, to.name, self[from.folder].names[from.name])])
    }

    mutating func remove(_ place: (folder: Int, name: String)) {
        guard let node = self[place.folder].names[place.name] else { return }
        for name in self[node].names.keys.sorted() { remove((node, name)) }
        change([(place.folder, place.name, nil)])
    }

    private mutating func change(_ steps: [(folder: Int, name: String, node: Int?)]) {
        for step in steps { nodes[step.folder]?.names[step.name] = step.node }
        unsynced.append(NameChange(steps: steps))
        changes += 1
    }

    /// Makes the names in a folder durable, and with them every earlier change that one of them rests on, as a
    /// journaling file system does.
    mutating func syncNames(of folder: Int) {
        var folders: Set = [folder]
        var kept: [NameChange] = []
        var taken: [NameChange] = []
        for change in unsynced.reversed() {
            if change.touches(folders) {
                folders.formUnion(change.steps.map(\.folder))
                taken.append(change)
            } else {
                kept.append(change)
            }
        }
        unsynced = kept.reversed()
        for change in taken.reversed() { settle(change) }
    }

    private mutating func settle(_ change: NameChange) {
        for step in change.steps { nodes[step.folder]?.syncedNames[step.name] = step.node }
    }

    /// Makes everything durable.
    mutating func settleAll() {
        for change in unsynced { settle(change) }
        unsynced = []
        for node in nodes.keys {
            let bytes = self[node].bytes
            nodes[node]?.synced = bytes
            nodes[node]?.isForgotten = false
        }
    }

    /// What a loss of power leaves when nothing is kept that was not synced.
    mutating func loseAll() {
        unsynced = []
        for node in nodes.keys {
            let old = self[node]
            self[node].bytes = old.synced
            self[node].names = old.syncedNames
            self[node].isForgotten = false
        }
    }

    /// What a loss of power may leave besides: the older of the changes of names, and part of what was written.
    mutating func loseSome(_ random: inout SeededRandom) {
        let kept = random.draw(0...unsynced.count)
        for change in unsynced.prefix(kept) { settle(change) }
        for node in nodes.keys.sorted() {
            let (bytes, synced) = (self[node].bytes, self[node].synced)
            if bytes.starts(with: synced) {
                nodes[node]?.synced = Array(bytes.prefix(random.draw(synced.count...bytes.count)))
            } else if random.chance(0.5) {
                nodes[node]?.synced = Array(bytes.prefix(random.draw(0...bytes.count)))
            }
        }
        loseAll()
    }
}
