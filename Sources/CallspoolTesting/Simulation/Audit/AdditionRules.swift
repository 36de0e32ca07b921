internal import CallspoolCore
internal import Spool

extension SimulationAudit.Rule {
    /// Numbers that are added.
    static let additions = [
        Self(name: "added once or refused", faults: addedOrRefused),
        Self(name: "no number called under two ids", faults: oneCallEach),
    ]

    /// A file that adds to a campaign is in its journal once, or stands in `rejected/` with a reason.
    private static func addedOrRefused(_ evidence: SimulationEvidence) -> [String] {
        evidence.record.addedFiles.sorted()
            .compactMap { place in
                let addition = evidence.plan.additions[place]
                let rejected = "\(SimulatedWorld.layout.rejected)/\(addition.file)"
                let isRefused = !evidence.disk.read(rejected).isEmpty
                let why = evidence.disk.lines("\(rejected).why")
                let told = evidence.told.first { $0.plan.name == addition.campaign }
                let times = told?.added.count { $0 == addition.file } ?? 0
                if times > 1 { return "\(addition.file) was added \(times) times" }
                if times == 1, isRefused { return "\(addition.file) is both added and refused" }
                if isRefused, evidence.mayBeWithdrawn(addition.campaign),
                    why.contains(where: { $0.contains("was withdrawn") })
                {
                    return nil
                }
                if isRefused, !why.contains(where: { $0.contains("`add_to`") }) {
                    return "\(addition.file) was refused for another reason: \(why)"
                }
                return times == 1 || isRefused ? nil : "\(addition.file) was dropped, and is neither added nor refused"
            }
    }

    /// However often a number stands in a campaign and in what is added to it, it is one call.
    private static func oneCallEach(_ evidence: SimulationEvidence) -> [String] {
        evidence.told.flatMap { told in
            Dictionary(grouping: told.placements, by: \.phoneNumber)
                .filter { Set($0.value.map(\.callID)).count > 1 }
                .map { "\($0.key) was called as \(Set($0.value.map(\.callID)).sorted())" }
                .sorted()
        }
    }
}
