/// Which folder of the queue is meant, for what is remembered of it.
///
/// An inode alone is free for another folder as soon as the first is gone, and a name is as soon as its results are.
struct FolderIdentity: Hashable {
    private let name: String
    private let inode: Int

    /// The folder of an entry.
    init(_ entry: DiskEntry) {
        name = entry.name
        inode = entry.inode
    }
}
