import Foundation

/// The distance to the next line feed; `nil` when there is none in so many bytes.
func findLineFeed(_ start: UnsafeRawPointer, _ count: Int) -> Int? {
    guard let found = memchr(start, 0x0A, count) else { return nil }
    return UnsafeRawPointer(found) - start
}
