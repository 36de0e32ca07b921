internal import HTTPTypes
internal import Hummingbird
internal import Synchronization

/// Refuses a method that a page does not take, and says which it takes (RFC 9110, section 15.5.6): to the router such a
/// request is for a page that is not there.
struct MethodGate: RouterMiddleware {
    typealias Context = PageContext

    let routes: KnownRoutes

    @concurrent
    func handle(
        _ request: Request,
        context: PageContext,
        next: @concurrent (Request, PageContext) async throws -> Response
    ) async throws -> Response {
        let taken = routes.methods(at: request.uri.path)
        guard taken.isEmpty || taken.contains(request.method) else {
            let allowed = taken.map(\.rawValue).sorted()
            var fault = PageFault(.methodNotAllowed, "This takes \(allowed.joined(separator: " and ")) only.")
            fault.allowed = allowed.joined(separator: ", ")
            throw fault
        }
        return try await next(request, context)
    }
}

/// The pages' addresses and the methods that each takes, known once all routes are there.
final class KnownRoutes: Sendable {
    private struct Route {
        var parts: [Substring]
        var methods: Set<HTTPRequest.Method>

        func matches(_ path: [Substring]) -> Bool {
            parts.count == path.count
                && zip(parts, path).allSatisfy { $0 == $1 || $0.hasPrefix(":") || $0.hasPrefix("{") }
        }
    }

    private let routes = Mutex<[Route]>([])

    /// Takes over a router's routes; those that answer GET answer HEAD as well.
    func learn(_ router: Router<PageContext>) {
        let known = router.routes.map { route in
            let methods: Set = route.method == .get ? [.get, .head] : [route.method]
            return Route(parts: route.path.description.split(separator: "/"), methods: methods)
        }
        routes.withLock { $0 = known }
    }

    /// The methods that a path takes; none when there is no such page.
    func methods(at path: String) -> Set<HTTPRequest.Method> {
        let parts = path.split(separator: "/")
        let routes = routes.withLock { $0 }
        let literal = routes.filter { $0.parts == parts }
        // What is written out goes before what stands for anything, as in the router.
        return (literal.isEmpty ? routes.filter { $0.matches(parts) } : literal)
            .reduce(into: []) {
                $0.formUnion($1.methods)
            }
    }
}
