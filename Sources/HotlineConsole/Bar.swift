/// The bar at the top: the pages of somebody, and under one word those that it has no room for.
struct Bar {
    private let pages: [Page]
    private let here: String?

    /// How many pages stand beside one another at 1366 pixels; with more there are menus.
    static let roomMax = 7

    init(of visitor: Visitor, at page: Page?) {
        pages = Page.all.filter { $0.isInBar(of: visitor) }
        here = page?.name
    }

    /// What the template shows, in the order of the pages; a menu stands where its first one does.
    var values: [[String: Any]] {
        var shown: Set<Page.Menu> = []
        return pages.compactMap { page in
            guard let menu = page.menu, pages.count > Self.roomMax else { return link(to: page) }
            let inside = pages.filter { $0.menu == menu }
            guard inside.count > 1 else { return link(to: page) }
            guard shown.insert(menu).inserted else { return nil }
            let isHere = inside.contains { $0.name == here }
            return ["title": menu.rawValue, "isHere": isHere, "pages": inside.map(link)]
        }
    }

    private func link(to page: Page) -> [String: Any] {
        ["path": page.path, "title": page.title, "isHere": page.name == here]
    }
}
