internal import HTTPTypes
internal import Hummingbird
internal import Mustache
internal import NIOCore

/// The pages' templates, which are built into the program.
struct PageTemplates: Sendable {
    private let library: MustacheLibrary

    /// Parses them.
    ///
    /// - Throws: when one of them is not a template.
    init() throws {
        var library = MustacheLibrary()
        for (name, bytes) in PageTemplates.files {
            try library.register(String(decoding: bytes, as: UTF8.self), named: name)
        }
        self.library = library
    }

    /// Every template, by the name that the others use.
    static let files: [(name: String, bytes: [UInt8])] = [
        ("act", PackageResources.act_mustache), ("acted", PackageResources.acted_mustache),
        ("call", PackageResources.call_mustache), ("call-row", PackageResources.call_row_mustache),
        ("call-story", PackageResources.call_story_mustache),
        ("campaign-extras", PackageResources.campaign_extras_mustache),
        ("campaign", PackageResources.campaign_mustache), ("campaigns", PackageResources.campaigns_mustache),
        ("charts", PackageResources.charts_mustache),
        ("checked", PackageResources.checked_mustache), ("fault", PackageResources.fault_mustache),
        ("layout", PackageResources.layout_mustache), ("pending", PackageResources.pending_mustache),
        ("rejected", PackageResources.rejected_mustache), ("sign-in", PackageResources.sign_in_mustache),
        ("submit", PackageResources.submit_mustache),
        ("submitted", PackageResources.submitted_mustache), ("when", PackageResources.when_mustache),
    ]

    /// Puts a view into a template.
    ///
    /// What a template asks for and a view does not have is nothing; a test goes through all of them.
    func text(_ template: String, _ view: some Sendable) -> String {
        library.render(view, withTemplate: template) ?? ""
    }

    /// The same as an answer.
    func page(_ template: String, _ view: some Sendable, status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/html; charset=utf-8"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text(template, view)))
        )
    }
}
