import Foundation
import HTTPTypes
import Hotline
@testable import HotlineConsole
import HotlineTesting
import MicroHTTP
import Testing

@Suite struct ConsoleTests {
    private let console: Console

    init() throws {
        console = try Console(
            folder: Shipped.root.appending(path: "pages"),
            libraries: [
                "/usr/share/javascript/bootstrap5/css", "/usr/share/javascript/chart.js",
            ]
            .map { URL(filePath: $0) }
        )
    }

    private func visitor(
        _ role: Role,
        unit: String = "140105001",
        mustChangePassword: Bool = false
    ) throws -> Visitor {
        Visitor(
            account: "<b>张三</b>",
            role: role,
            unit: try #require(UnitID(unit)),
            unitName: "坞城街道",
            scope: try #require(DivisionCode("140105001")),
            scopeName: "坞城街道",
            desk: try #require(UnitID("140105-desk")),
            hours: .default,
            csrf: "csrf-1",
            mustChangePassword: mustChangePassword
        )
    }

    private func get(
        _ path: String,
        _ visitor: Visitor? = nil,
        fields: HTTPFields = [.accept: "text/html"]
    ) -> Response? {
        console.answer(Request(.get, path, fields: fields)) { visitor }
    }

    @Test(arguments: Page.all.filter { !$0.roles.isEmpty }.map(\.path))
    func whoIsNotSignedInComesBackAfterwards(path: String) throws {
        let response = try #require(get(path))
        #expect(response.status == .seeOther)
        let next = try #require(response.fields[.location])
        #expect(next.hasPrefix("/sign-in?next=%2F"))
        #expect(next.removingPercentEncoding == "/sign-in?next=\(path)")
    }

    @Test func aPageNamesEveryScriptItNeedsAtOnce() throws {
        let text = String(
            decoding: try #require(get("/queue", try visitor(.handler))).body,
            as: UTF8.self
        )
        let told = Set(
            text.matches(of: /modulepreload" href="([^"]+)"/).map { String($0.output.1) }
        )
        #expect(told.contains { $0.hasSuffix("/words.js") })
        var open = told
        while let path = open.popFirst() {
            let script = String(decoding: try #require(get(path)).body, as: UTF8.self)
            let imported = script.matches(of: /from "\.\/([\w-]+\.js)"/).map { String($0.output.1) }
            for name in imported {
                let folder = path.split(separator: "/").dropLast().joined(separator: "/")
                #expect(told.contains("/\(folder)/\(name)"), "\(path) needs \(name)")
            }
        }
    }

    @Test(arguments: Role.allCases)
    func everyRoleOpensItsPagesAndNoOther(role: Role) throws {
        let home = try #require(get("/", try visitor(role)))
        #expect(try home.fields[.location] == Page.home(of: visitor(role)))
        for page in Page.all where !page.roles.isEmpty {
            let response = try #require(get(page.path, try visitor(role)))
            let isOfUnit = page.isOfUnit(of: try visitor(role))
            let isOpen = page.roles.contains(role) && isOfUnit
            #expect(response.status == (isOpen ? .ok : .forbidden), "\(page.path)")
        }
    }

    @Test(arguments: Role.allCases)
    func everyPageOfTheBarIsInItOnceAndThereIsRoomForAll(role: Role) throws {
        let visitor = try visitor(role)
        let page = try #require(Page.all.last { $0.isInBar(of: visitor) })
        let text = String(decoding: try #require(get(page.path, visitor)).body, as: UTF8.self)
        let bar = try #require(text.firstMatch(of: /<nav.*?<\/nav>/.dotMatchesNewlines())).output
        for each in Page.all where each.isInBar(of: visitor) {
            #expect(bar.components(separatedBy: "href=\"\(each.path)\"").count == 2)
        }
        let menus = bar.components(separatedBy: "<details").count - 1
        let inMenus = bar.matches(of: /<details.*?<\/details>/.dotMatchesNewlines())
            .reduce(0) { $0 + $1.output.components(separatedBy: "<a ").count - 1 }
        let links = bar.components(separatedBy: "<a ").count - 1 - inMenus
        #expect(menus + links <= Bar.roomMax)
        #expect(bar.contains("aria-current"))
    }

    @Test("a township is told plainly that payments are the civil affairs', and not shown nothing")
    func payments() throws {
        let township = try #require(get("/payments", try visitor(.handler)))
        #expect(township.status == .forbidden)
        #expect(String(decoding: township.body, as: UTF8.self).contains("民政局使用"))
        let bureau = try visitor(.handler, unit: "140105-civil-affairs")
        #expect(try #require(get("/payments", bureau)).status == .ok)
        #expect(try #require(get("/payments", try visitor(.manager))).status == .ok)
    }

    @Test func pageHasNoInlineScriptAndEscapesWhatItSays() throws {
        for page in Page.all {
            let role = page.roles.first
            let response = try #require(get(page.path, try role.map { try visitor($0) }))
            let text = String(decoding: response.body, as: UTF8.self)
            #expect(!text.contains("<b>张三"))
            #expect(!text.contains(" style=") && !text.contains(" onclick="))
            #expect(!text.contains("{{") && !text.contains("<script>"))
            #expect(response.fields[.cacheControl] == "no-store")
            let policy = try #require(response.fields[.contentSecurityPolicy])
            #expect(policy.hasPrefix("default-src 'self'") && !policy.contains("unsafe"))
        }
    }

    @Test func firstPageIsSmall() throws {
        let text = String(decoding: try #require(get("/sign-in")).body, as: UTF8.self)
        let files = text.matches(of: /(?:href|src)="(\/assets\/[^"]+)"/).map { String($0.1) }
        #expect(files.count >= 4)
        var size = text.utf8.count
        for file in files {
            let response = try #require(get(file, fields: [.acceptEncoding: "gzip"]))
            #expect(response.status == .ok)
            #expect(response.fields[.cacheControl] == "public, max-age=31536000, immutable")
            size += response.body.count
        }
        #expect(size < 100 << 10)
    }

    @Test func thePageThatStandsInForTheServerMayFetchWhatItKeeps() throws {
        let worker = try #require(get("/assets/0/sw.js"))
        #expect(worker.fields[.contentSecurityPolicy] == "default-src 'self'")
        #expect(worker.fields.contains { $0.name.rawName == "Service-Worker-Allowed" })
        let text = String(decoding: worker.body, as: UTF8.self)
        let kept = text.matches(of: /"([a-z.]+\.(?:html|js|css|svg))"/).map { String($0.1) }
        #expect(kept.count >= 6)
        for name in kept { #expect(get("/assets/0/\(name)")?.status == .ok) }
    }

    @Test func whoMustChangeThePasswordDoesThatFirst() throws {
        let response = try #require(get("/queue", try visitor(.handler, mustChangePassword: true)))
        #expect(response.fields[.location] == "/account")
    }

    @Test func leavesToTheServerWhatIsNoPage() throws {
        #expect(get("/api/v1/tickets") == nil)
        #expect(get("/healthz") == nil)
        #expect(get("/nothing", fields: [.accept: "application/json"]) == nil)
        #expect(get("/nothing")?.status == .notFound)
        #expect(get("/assets/0/../layout.mustache")?.status == .notFound)
        #expect(get("/assets/0/console.css")?.fields[.cacheControl] == "no-store")
        let posted = console.answer(Request(.post, "/queue")) { nil }
        #expect(posted?.status == .methodNotAllowed)
    }
}
