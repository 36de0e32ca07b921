/// Who may sign in: a line for each person, `NAME:ROLE:HASH`; `#` begins a comment.
public struct PasswordFile: Equatable, Sendable {
    /// One person.
    struct Person: Equatable, Sendable {
        /// What they sign in with.
        var name: String
        /// What they may do.
        var role: PageRole
        /// Their password.
        var hash: PasswordHash
    }

    /// What is wrong with a line.
    public struct Fault: Error, Equatable, Sendable {
        /// The line, from 1.
        public var line: Int
        /// What is wrong with it, and what to do; never with what stands there.
        public var message: String
    }

    private(set) var people: [Person] = []

    /// Whether it names nobody.
    public var isEmpty: Bool { people.isEmpty }

    /// Nobody.
    public init() {}

    /// Reads a file's text.
    ///
    /// - Throws: `Fault`, of the first line that is wrong: who may sign in must not depend on a slip.
    public init(_ text: String) throws(Fault) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (place, line) in zip(1..., lines) where !line.isEmpty && !line.hasPrefix("#") {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 3 else {
                throw Fault(line: place, message: "must be NAME:ROLE:HASH; make it again with --add-user")
            }
            guard PasswordFile.isName(parts[0]) else {
                throw Fault(line: place, message: "the name must be of letters, digits, `.`, `_`, `-` and `@`")
            }
            guard let role = PageRole(rawValue: parts[1]) else {
                throw Fault(line: place, message: "the role must be `viewer` or `operator`")
            }
            guard let hash = PasswordHash(parts[2]) else {
                throw Fault(line: place, message: "the hash has an unknown form; make it again with --add-user")
            }
            guard person(parts[0]) == nil else {
                throw Fault(line: place, message: "`\(parts[0])` stands in the file already; remove one")
            }
            people.append(Person(name: parts[0], role: role, hash: hash))
        }
    }

    /// Whether a name can be kept in the file.
    public static func isName(_ name: String) -> Bool {
        let isSafe = name.unicodeScalars.allSatisfy { scalar in
            ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
                || "._-@".unicodeScalars.contains(scalar)
        }
        return isSafe && (1...64).contains(name.utf8.count)
    }

    /// Adds a person, or gives one that is there a new role and password.
    ///
    /// - Parameters:
    ///   - name: what they sign in with; `isName` holds.
    ///   - role: what they may do.
    ///   - password: their password.
    ///   - salt: at least 16 random bytes.
    /// - Throws: when the password cannot be hashed.
    public mutating func add(_ name: String, role: PageRole, password: String, salt: [UInt8]) throws {
        let person = Person(name: name, role: role, hash: try PasswordHash(of: password, salt: salt))
        if let place = people.firstIndex(where: { $0.name == name }) {
            people[place] = person
        } else {
            people.append(person)
        }
    }

    /// The file's text.
    public var text: String {
        people.map { "\($0.name):\($0.role.rawValue):\($0.hash.text)\n" }.joined()
    }

    /// Somebody who gives a name and a password; `nil` when they do not fit.
    ///
    /// A name that is not there takes as long as a wrong password, so that nobody can ask which names there are.
    ///
    /// - Throws: when a password cannot be hashed.
    func person(_ name: String, password: String) throws -> Person? {
        guard let person = person(name) else {
            _ = try PasswordHash(of: password, salt: Array(repeating: 0, count: 16))
            return nil
        }
        return try person.hash.matches(password) ? person : nil
    }

    /// Somebody of the file; `nil` when they are not in it.
    func person(_ name: String) -> Person? { people.first { $0.name == name } }
}
