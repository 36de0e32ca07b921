// A radix sort from the highest byte down, in place ("American flag sort"): the standard library's sort takes half as
// much memory again, and compares.

extension UnsafeMutableBufferPointer<DoNotCallList.Entry> {
    /// Sorts by digits, and equal ones so that the lowest line comes first.
    func sortByDigits() {
        var differing: UInt64 = 0
        var isSorted = true
        for place in indices.dropFirst() {
            differing |= self[place].digits ^ self[0].digits
            if self[place].comesBefore(self[place - 1]) { isSorted = false }
        }
        if isSorted { return }
        let top = differing == 0 ? -8 : (63 - differing.leadingZeroBitCount) & ~7
        sort(0..<count, shift: top)
    }

    private func sort(_ range: Range<Int>, shift: Int) {
        if range.count <= 48 { return insertionSort(range) }
        if shift < 0 { return bringLowestLineFirst(range) }
        withUnsafeTemporaryAllocation(of: Int.self, capacity: 512) { room in
            let next = UnsafeMutableBufferPointer<Int>(rebasing: room[..<256])
            let ends = UnsafeMutableBufferPointer<Int>(rebasing: room[256...])
            distribute(range, shift, next, ends)
            var start = range.lowerBound
            for pile in 0..<256 {
                if ends[pile] - start > 1 { sort(start..<ends[pile], shift: shift - 8) }
                start = ends[pile]
            }
        }
    }

    /// Deals the entries into 256 piles by one byte; leaves each pile's end.
    private func distribute(
        _ range: Range<Int>,
        _ shift: Int,
        _ next: UnsafeMutableBufferPointer<Int>,
        _ ends: UnsafeMutableBufferPointer<Int>
    ) {
        ends.initialize(repeating: 0)
        for place in range { ends[self[place].byte(shift)] += 1 }
        var start = range.lowerBound
        for pile in 0..<256 {
            next[pile] = start
            start += ends[pile]
            ends[pile] = start
        }
        for pile in 0..<256 {
            while next[pile] < ends[pile] {
                var held = self[next[pile]]
                var home = held.byte(shift)
                while home != pile {
                    swap(&held, &self[next[home]])
                    next[home] += 1
                    home = held.byte(shift)
                }
                self[next[pile]] = held
                next[pile] += 1
            }
        }
    }

    private func insertionSort(_ range: Range<Int>) {
        for place in range.dropFirst() {
            let held = self[place]
            var hole = place
            while hole > range.lowerBound, held.comesBefore(self[hole - 1]) {
                self[hole] = self[hole - 1]
                hole -= 1
            }
            self[hole] = held
        }
    }

    /// All are the same number: only the first is ever found.
    private func bringLowestLineFirst(_ range: Range<Int>) {
        guard let lowest = range.min(by: { self[$0].line < self[$1].line }) else { return }
        swapAt(range.lowerBound, lowest)
    }
}

extension DoNotCallList.Entry {
    fileprivate func byte(_ shift: Int) -> Int { Int(truncatingIfNeeded: digits >> UInt64(shift)) & 0xFF }

    fileprivate func comesBefore(_ other: DoNotCallList.Entry) -> Bool {
        let (mine, others) = (digits, other.digits)
        return mine < others || (mine == others && line < other.line)
    }
}
