// The standard library's `withUnsafeBytes` loses the type of a thrown error; these keep it.

extension [UInt8] {
    /// Hands the bytes to something that writes them.
    func withDiskBytes<Result>(
        _ body: (UnsafeRawBufferPointer) throws(DiskError) -> Result
    ) throws(DiskError) -> Result {
        try withUnsafeBytes { bytes in
            Swift.Result { () throws(DiskError) in try body(bytes) }
        }
        .get()
    }

    /// Hands the room to something that reads into it.
    mutating func withDiskRoom<Result>(
        _ body: (UnsafeMutableRawBufferPointer) throws(DiskError) -> Result
    ) throws(DiskError) -> Result {
        try withUnsafeMutableBytes { bytes in
            Swift.Result { () throws(DiskError) in try body(bytes) }
        }
        .get()
    }
}
