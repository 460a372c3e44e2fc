package import Foundation
internal import HTTPTypes
internal import Hotline
package import MicroHTTP
internal import Mustache

/// The pages for people (工作台): shells that are filled by scripts from the documented API.
package struct Console: Sendable {
    private let templates: MustacheLibrary
    private let assets: Assets

    /// What is taken from the folders of Debian's libraries.
    private static let libraryFiles: Set<String> = ["bootstrap.min.css", "chart.min.js"]

    /// Reads templates and assets.
    ///
    /// - Throws: ``ConsoleError`` if one is missing that a page needs.
    package init(folder: URL, libraries: [URL]) throws {
        assets = try Assets(
            libraries + [folder.appending(path: "assets")],
            only: Self.libraryFiles
        )
        templates = try Self.read(folder.appending(path: "templates"))
        for page in Page.all where templates.getTemplate(named: page.name) == nil {
            throw ConsoleError(missing: "\(page.name).mustache")
        }
        let needed =
            Page.all.map { "\($0.name).js" } + Page.all.flatMap(\.styles)
            + Self.libraryFiles.sorted()
        for name in needed where assets[name] == nil { throw ConsoleError(missing: name) }
    }

    private static func read(_ folder: URL) throws -> MustacheLibrary {
        var library = MustacheLibrary()
        for name in try FileManager.default.contentsOfDirectory(atPath: folder.path)
        where name.hasSuffix(".mustache") {
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            try library.register(text, named: String(name.dropLast(".mustache".count)))
        }
        return library
    }

    /// How the addresses of programs begin: none is a page's.
    private static let programs = ["/api", "/healthz", "/readyz", "/metrics", "/openapi.json"]

    /// Answers a request for a page or what a page needs; nil for all else.
    ///
    /// `visitor` finds out who asks; it is not called for what everybody may have.
    package func answer(_ request: Request, visitor: () throws -> Visitor?) rethrows -> Response? {
        // Most of what is asked is no page, and need not be compared with all of them.
        if Self.programs.contains(where: request.path.hasPrefix) { return nil }
        let segments = request.path.split(separator: "/", omittingEmptySubsequences: true)
        if segments.first == "assets" { return asset(segments.dropFirst(), request) }
        let isRead = request.method == .get || request.method == .head
        let page = Page.all.first { $0.matches(segments) }
        guard page != nil || segments.isEmpty else {
            guard isRead, Self.isForReader(request) else { return nil }
            return notFound(try visitor())
        }
        guard isRead else { return Response(.methodNotAllowed, fields: [.allow: "GET, HEAD"]) }
        if let page, page.isPublic {
            return render(page.name, title: page.title, page: page, for: nil)
        }
        return answer(page, request, try visitor())
    }

    private func answer(_ page: Page?, _ request: Request, _ visitor: Visitor?) -> Response {
        guard let visitor else {
            guard let page, page.roles.isEmpty else { return signIn(for: request) }
            return render(page.name, title: page.title, page: page, for: nil)
        }
        if visitor.mustChangePassword, page?.name != "account", page?.name != "sign-in" {
            return redirect(to: "/account")
        }
        guard let page else { return redirect(to: Page.home(of: visitor)) }
        if page.roles.isEmpty { return redirect(to: Page.home(of: visitor)) }
        guard page.roles.contains(visitor.role) else {
            return render("forbidden", title: "没有这个页面", for: visitor, status: .forbidden)
        }
        guard page.isOfUnit(of: visitor) else {
            let name = "civil-affairs-only"
            return render(name, title: page.title, for: visitor, status: .forbidden)
        }
        return render(page.name, title: page.title, page: page, for: visitor)
    }

    private func notFound(_ visitor: Visitor?) -> Response {
        render("not-found", title: "没有这个页面", for: visitor, status: .notFound)
    }

    /// Whether a person asks with a browser.
    private static func isForReader(_ request: Request) -> Bool {
        request[.accept]?.contains("text/html") ?? false
    }

    // MARK: Answers

    private func asset(_ rest: ArraySlice<Substring>, _ request: Request) -> Response {
        guard rest.count == 2, let hash = rest.first, let name = rest.last,
            let asset = assets[String(name)]
        else { return Response(.notFound) }
        var fields: HTTPFields = [
            .contentType: asset.type,
            // A page of the release before still finds its scripts, but does not keep them.
            .cacheControl: hash == assets.hash
                ? "public, max-age=31536000, immutable" : "no-store",
            .xContentTypeOptions: "nosniff",
            // By it the page that stands in for the server may fetch what it keeps.
            .contentSecurityPolicy: "default-src 'self'",
            .vary: "Accept-Encoding",
        ]
        // It stands in for the server on every page, not only beside itself.
        if name == "sw.js", let allowed = HTTPField.Name("Service-Worker-Allowed") {
            fields[allowed] = "/"
        }
        let takesPacked = request[.acceptEncoding]?.contains("gzip") ?? false
        guard takesPacked, let packed = asset.packed else {
            return Response(.ok, fields: fields, body: asset.bytes)
        }
        fields[.contentEncoding] = "gzip"
        return Response(.ok, fields: fields, body: packed)
    }

    private func redirect(to path: String) -> Response {
        Response(.seeOther, fields: [.location: path, .cacheControl: "no-store"])
    }

    private func signIn(for request: Request) -> Response {
        guard request.path != "/" else { return redirect(to: "/sign-in") }
        let next = request.path.addingPercentEncoding(withAllowedCharacters: Self.plain) ?? ""
        return redirect(to: "/sign-in?next=\(next)")
    }

    private static let plain = CharacterSet(
        charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    )

    private func render(
        _ name: String,
        title: String,
        page: Page? = nil,
        for visitor: Visitor?,
        status: HTTPResponse.Status = .ok
    ) -> Response {
        var values: [String: Any] = ["title": title, "assets": assets.root, "name": name]
        let script = page.map { "\($0.name).js" } ?? "plain.js"
        values["script"] = script
        values["modules"] = assets.modules[script] ?? []
        values["styles"] = page?.styles ?? []
        values["outside"] = page?.isPublic == true ? "public" : "signed-out"
        if let visitor {
            values["visitor"] = visitor.values
            values["bar"] = Bar(of: visitor, at: page).values
            values["home"] = Page.home(of: visitor)
        }
        values["content"] = templates.render(values, withTemplate: name) ?? ""
        let text = templates.render(values, withTemplate: "layout") ?? ""
        return Response(status, fields: Self.pageFields, body: Array(text.utf8))
    }

    private static let pageFields: HTTPFields = [
        .contentType: "text/html; charset=utf-8",
        .cacheControl: "no-store",
        .contentSecurityPolicy: "default-src 'self'; img-src 'self' data: blob:; "
            + "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
        .xContentTypeOptions: "nosniff",
    ]
}

/// Something that the pages need is not there.
package struct ConsoleError: Error, CustomStringConvertible {
    package let missing: String

    package var description: String { "the pages are not complete: no \(missing)" }
}

extension Visitor {
    /// What templates may say of who looks.
    fileprivate var values: [String: Any] {
        [
            "account": account, "role": role.rawValue, "roleName": role.chineseName,
            "unit": unit.description, "unitName": unitName, "scope": scope.description,
            "scopeName": scopeName, "desk": desk.description, "hours": hours.description,
            "csrf": csrf, "mustChangePassword": mustChangePassword,
        ]
    }
}
