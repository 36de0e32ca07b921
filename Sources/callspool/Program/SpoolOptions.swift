import ArgumentParser
import CallspoolCore
import CampaignFiles
import Foundation
import Spool

/// Which spool; every subcommand has it.
struct SpoolOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The spool directory (default: CALLSPOOL_SPOOL, else ./spool).",
            valueName: "dir"
        )
    )
    var spool: String?

    var layout: SpoolLayout {
        SpoolLayout(root: spool ?? ProcessInfo.processInfo.environment["CALLSPOOL_SPOOL"] ?? "./spool")
    }

    /// The spool, which must be there, and its settings, which must be right.
    func open() throws -> OpenSpool {
        let layout = layout
        try layout.mustBeTrusted()
        guard try SpoolFolders(layout, on: PosixDisk()).exist() else {
            Terminal.warn(
                "there is no spool at \(layout.root); make one with: callspool init \(layout.root), "
                    + "or name yours with --spool"
            )
            throw ExitCode.badSettings
        }
        return OpenSpool(layout: layout, settings: try settings(layout))
    }

    /// The settings of a spool, or the defaults where there is none: a campaign file can be checked anywhere.
    func settings(_ layout: SpoolLayout) throws -> Settings {
        try layout.mustBeTrusted()
        guard let bytes = try PosixDisk().contents(layout.settings) else { return Settings() }
        let (settings, diagnostics) = SettingsFile.read(file: layout.settings, bytes: bytes)
        for diagnostic in diagnostics { Terminal.warn(diagnostic.description) }
        if diagnostics.contains(where: { $0.severity == .error }) { throw ExitCode.badSettings }
        return settings
    }
}

extension SpoolLayout {
    /// - Throws: `ExitCode.badSettings` when this user must not work there.
    func mustBeTrusted() throws {
        guard let refusal = SpoolTrust(self, user: geteuid()).refusal else { return }
        Terminal.warn(refusal)
        throw ExitCode.badSettings
    }
}

extension ShippingSettings {
    /// The settings with the file of trusted certificates where it is: a relative path begins in the spool.
    func located(in layout: SpoolLayout) -> ShippingSettings {
        var settings = self
        settings.caFile = caFile.map { $0.hasPrefix("/") ? $0 : "\(layout.root)/\($0)" }
        return settings
    }
}

/// A spool and its settings.
struct OpenSpool {
    let layout: SpoolLayout
    let settings: Settings
    let disk = PosixDisk()
}

/// Reads one of the words of an enumeration, and names them all where it is none.
func oneOfThese<Word: CaseIterable & RawRepresentable<String>>(_ text: String) throws -> Word {
    guard let word = Word(rawValue: text) else {
        let words = Word.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("`\(text)` is not one of \(words)")
    }
    return word
}
