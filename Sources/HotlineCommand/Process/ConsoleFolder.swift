internal import Foundation
internal import Hotline
internal import HotlineAPI
internal import HotlineConsole

/// Where the pages lie, and the libraries of Debian that they use.
enum ConsoleFolder {
    /// From the packages libjs-bootstrap5 and libjs-chart.js.
    private static let libraries = [
        "/usr/share/javascript/bootstrap5/css", "/usr/share/javascript/chart.js",
    ]

    /// Reads the folder `pages` here, beside the program or above it.
    static func console() throws -> Console {
        guard let folder = ShippedFolder.find("pages", holding: "templates/layout.mustache")
        else { throw CommandError("there is no folder pages here") }
        let manager = FileManager.default
        for library in libraries where !manager.fileExists(atPath: library) {
            throw CommandError("no \(library): install libjs-bootstrap5 and libjs-chart.js")
        }
        return try Console(folder: folder, libraries: libraries.map { URL(filePath: $0) })
    }
}

extension Office {
    /// What pages may know of whoever asks for them.
    func visitor(_ guest: PageGuest) -> Visitor {
        let actor = guest.actor
        let rules = rulesInForce
        let units = rules.rulebook.units
        return Visitor(
            account: actor.account,
            role: actor.role,
            unit: actor.unit,
            unitName: units[actor.unit]?.name ?? actor.unit.description,
            scope: actor.scope,
            scopeName: rules.divisions[actor.scope]?.name ?? actor.scope.description,
            desk: units.desk(of: actor.unit.division),
            hours: units.hours(of: actor.unit),
            csrf: guest.requestToken ?? "",
            mustChangePassword: guest.mustChangePassword
        )
    }
}
