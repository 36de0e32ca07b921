internal import CallspoolCore
internal import HTTPTypes
internal import Hummingbird
internal import Spool

/// What programs ask the page: `/api/…`, `/metrics`, `/healthz` and `/openapi.yaml`.
///
/// Everything here only looks. `/healthz` is open and says nothing of the spool but that it can be read; the rest is for
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
        inside.looking("/api/status") { request, _ in try await api.status(request) }
        inside.looking("/api/campaigns/:name") { request, context in try await api.campaign(request, context) }
        inside.looking("/api/campaigns/:name/calls") { request, context in
            try await api.calls(request, context, mask(context))
        }
        inside.looking("/api/campaigns/:name/calls/:id") { request, context in
            try await api.call(request, context, mask(context))
        }
        inside.looking("/api/campaigns/:name/report") { request, context in try await api.report(request, context) }
        inside.looking("/api/when") { request, context in try await asked.when(request, mask(context)) }
        inside.looking("/api/plan") { request, _ in try await asked.plan(request) }
        inside.looking("/api/stuck") { request, context in try await asked.stuck(request, mask(context)) }
    }

    /// What somebody sees of numbers; whoever has the token, and no session, sees them whole.
    private func mask(_ context: PageContext) -> NumberMask {
        context.session == nil ? NumberMask(isOn: false) : parts.mask(context)
    }

    private func health() async throws -> Response {
        let parts = parts
        return try await parts.threads.run {
            _ = try parts.disk.list(parts.layout.queue)
            return Response.bytes(Array("ok\n".utf8), "text/plain; charset=utf-8")
        }
    }

    private func metrics() async throws -> String {
        let parts = parts
        return try await parts.threads.run { try SpoolMetrics(parts).text }
    }
}

extension RouterMethods<PageContext> {
    /// A route that only looks: GET and HEAD.
    ///
    /// Any other method is told so; faults are told as JSON.
    func looking(
        _ path: RouterPath,
        _ answer: @escaping @Sendable (Request, PageContext) async throws -> Response
    ) {
        on(path, method: .get) { request, context in try await telling { try await answer(request, context) } }
        on(path, method: .head) { request, context in
            try await telling { try await answer(request, context) }.createHeadResponse()
        }
        for method in HTTPRequest.Method.notLooking {
            on(path, method: method) { _, _ in
                var response = APIFault(.methodNotAllowed, "this only answers GET").response
                response.headers[.allow] = "GET, HEAD"
                return response
            }
        }
    }
}

extension HTTPRequest.Method {
    /// The methods that do more than look, or look in a way that nothing here knows; QUERY is a draft of the IETF's.
    fileprivate static let notLooking: [HTTPRequest.Method] =
        [.post, .put, .patch, .delete, .options, .trace] + [HTTPRequest.Method("QUERY")].compactMap { $0 }
}

/// Turns what went wrong into an answer for a program.
func telling(_ answer: () async throws -> Response) async throws -> Response {
    do {
        return try await answer()
    } catch let fault as APIFault {
        return fault.response
    } catch let error as StoreError {
        return APIFault(.internalServerError, error.message).response
    } catch let error as DiskError {
        return APIFault(error.isMissing ? .notFound : .serviceUnavailable, error.message).response
    } catch let error as JSONLineError {
        return APIFault(.internalServerError, "a file of the spool is damaged at byte \(error.offset)").response
    }
}
