internal import CallspoolCore
internal import HTTPTypes
internal import Hummingbird
internal import Spool

/// What programs ask the page: `/api/…`, `/metrics`, `/healthz` and `/openapi.yaml`.
///
/// Everything here only looks. `/healthz` is open and says nothing of the spool but that it can be read and is worked on; the rest is for
/// those whom ``MachineAccess`` lets in.
struct MachineRoutes: Sendable {
    let parts: PageParts
    /// What lets a program in that has no session; `nil` where nothing does.
    let token: MachineToken?

    /// Adds the routes; sessions must have been read before.
    func add(to router: some RouterMethods<PageContext>) {
        router.looking("/healthz") { _, _ in try await health() }
        let inside = router.group().add(middleware: MachineAccess(token: token))
        inside.looking("/openapi.yaml") { _, _ in
            Response.bytes(PackageResources.openapi_yaml, "application/yaml")
        }
        inside.looking("/metrics") { _, _ in
            Response.bytes(Array(try await metrics().utf8), "text/plain; version=0.0.4; charset=utf-8")
        }
        let api = CampaignAPI(parts: parts)
        let asked = SubjectAPI(parts: parts)
        tell("/api/status", inside) { request, _ in try await api.status(request) }
        tell("/api/campaigns/:name", inside) { request, context in try await api.campaign(request, context) }
        tell("/api/campaigns/:name/calls", inside) { request, context in
            try await api.calls(request, context, mask(context))
        }
        tell("/api/campaigns/:name/calls/:id", inside) { request, context in try await api.call(request, context) }
        tell("/api/campaigns/:name/report", inside) { request, context in try await api.report(request, context) }
        tell("/api/when", inside) { request, _ in try await asked.when(request) }
        tell("/api/plan", inside) { request, _ in try await asked.plan(request) }
        tell("/api/stuck", inside) { request, _ in try await asked.stuck(request) }
    }

    /// A route that tells JSON: the one door through which it leaves, and numbers are hidden here.
    private func tell(
        _ path: RouterPath,
        _ router: some RouterMethods<PageContext>,
        _ answer: @escaping @Sendable (Request, PageContext) async throws -> [UInt8]
    ) {
        router.looking(path) { request, context in
            let told = mask(context).json(try await answer(request, context))
            return .json(told.last == UInt8(ascii: "\n") ? told : told + [UInt8(ascii: "\n")])
        }
    }

    /// What somebody sees of numbers; whoever has the token, and no session, sees them whole.
    private func mask(_ context: PageContext) -> NumberMask {
        context.session == nil ? NumberMask(isOn: false) : parts.mask(context)
    }

    private func health() async throws -> Response {
        let parts = parts
        return try await parts.threads.run {
            _ = try parts.disk.list(parts.layout.queue)
            try parts.look()
            // When that was is no secret; what waits is told to those who may know.
            if case .died(let at) = try parts.watch.reader.programSight(parts.clock.wall) {
                let words = "nothing is running since \(at.iso8601)\n"
                return Response.bytes(Array(words.utf8), "text/plain; charset=utf-8", status: .serviceUnavailable)
            }
            if parts.pulse.trouble != nil {
                let words = "nothing is running, and calls or files wait\n"
                return Response.bytes(Array(words.utf8), "text/plain; charset=utf-8", status: .serviceUnavailable)
            }
            return Response.bytes(Array("ok\n".utf8), "text/plain; charset=utf-8")
        }
    }

    private func metrics() async throws -> String {
        let parts = parts
        return try await parts.threads.run { try SpoolMetrics(parts).text }
    }
}

extension RouterMethods<PageContext> {
    /// A route that only looks, with GET and HEAD; faults are told as JSON.
    func looking(
        _ path: RouterPath,
        _ answer: @escaping @Sendable (Request, PageContext) async throws -> Response
    ) {
        on(path, method: .get) { request, context in try await reporting { try await answer(request, context) } }
    }
}

/// Turns what went wrong into an answer for a program.
func reporting(_ answer: () async throws -> Response) async throws -> Response {
    do {
        return try await answer()
    } catch let fault as APIFault {
        return fault.response
    } catch let error as StoreError {
        return APIFault(.internalServerError, error.message).response
    } catch let error as DiskError {
        return APIFault(error.isMissing ? .notFound : .serviceUnavailable, error.message).response
    } catch let error as JSONLineError {
        return APIFault(.internalServerError, error.message).response
    }
}
