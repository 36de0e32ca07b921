import CallspoolCore
import Spool
import Stages

extension SpoolForecast {
    /// Reads the spool for a forecast, on the program's own clock.
    ///
    /// - Throws: `DiskError`.
    init(_ spool: OpenSpool) throws {
        try self.init(quietly: spool)
        for warning in warnings { Terminal.warn(warning) }
        if dropped > 0 {
            Terminal.warn(
                "\(dropped) file\(dropped == 1 ? " lies" : "s lie") in incoming/ and not in this forecast"
            )
        }
    }

    /// The same for somebody who tells what is wrong in another way.
    ///
    /// - Throws: `DiskError`.
    init(quietly spool: OpenSpool) throws {
        // A fast clock is never behind what the spool has recorded.
        let earliest = try spool.settings.speed == 1 ? nil : SpoolReader(spool.layout, on: spool.disk).latest()
        let clock = SystemClock(speed: spool.settings.speed, notBefore: earliest ?? Timestamp(milliseconds: 0))
        try self.init(spool.layout, settings: spool.settings, now: clock.now, wall: clock.wall, on: spool.disk)
    }
}
