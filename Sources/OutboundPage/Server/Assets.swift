internal import HTTPTypes
internal import Hummingbird
internal import NIOCore

/// The style sheet, the script and the icon, which are built into the program.
struct Assets {
    private static let files: [(path: RouterPath, type: String, bytes: [UInt8])] = [
        ("/page.css", "text/css; charset=utf-8", PackageResources.page_css),
        ("/page.js", "text/javascript; charset=utf-8", PackageResources.page_js),
        ("/icon.svg", "image/svg+xml", PackageResources.icon_svg),
    ]

    /// Adds their routes.
    ///
    /// Pages name them with the program's version, so a browser may keep them.
    func add(to router: Router<PageContext>) {
        for file in Assets.files {
            let buffer = ByteBuffer(bytes: file.bytes)
            router.get(file.path) { _, _ in
                Response(
                    status: .ok,
                    headers: [.contentType: file.type, .cacheControl: "max-age=86400"],
                    body: ResponseBody(byteBuffer: buffer)
                )
            }
        }
    }
}
