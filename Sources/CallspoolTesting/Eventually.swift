internal import Foundation

/// Waits until something is so, for as long as that takes.
///
/// The one place where tests wait for what they cannot be told of: files that another process writes, what a server has
/// heard. It never gives up: how long a machine may take is nobody's to say. What is waited for in vain stops the whole
/// step in the end (`Scripts/test-step.sh`), which names the tests that were waiting; until then a line on standard error
/// says now and then what is waited for.
public func eventually(_ what: String, _ isSo: () async throws -> Bool) async throws {
    var looks = 0
    while try await !isSo() {
        looks += 1
        if looks.isMultiple(of: 12_000) { FileHandle.standardError.write(Data("still waiting until \(what)\n".utf8)) }
        try await lookAgain()
    }
}

/// The pause between two looks at what another process does; nothing is judged by how long it is.
public func lookAgain() async throws {
    try await Task.sleep(for: .milliseconds(5))
}
