import Foundation

/// Whether some bytes are among others.
///
/// - Parameters:
///   - bytes: where to look.
///   - wanted: what for.
///   - rare: the place in it of a byte that seldom comes: only where that is found the rest is compared.
/// - Returns: whether they are.
func contains(_ bytes: UnsafeRawBufferPointer, _ wanted: StaticString, rare: Int) -> Bool {
    guard let start = bytes.baseAddress else { return false }
    let count = wanted.utf8CodeUnitCount
    var at = rare
    while at < bytes.count, let found = memchr(start + at, Int32(wanted.utf8Start[rare]), bytes.count - at) {
        let begin = UnsafeRawPointer(found) - start - rare
        if begin + count > bytes.count { return false }
        if memcmp(start + begin, wanted.utf8Start, count) == 0 { return true }
        at = begin + rare + 1
    }
    return false
}
