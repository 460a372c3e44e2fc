internal import HTTPTypes

/// Finds the endpoint that a path is for.
struct RouteTable: Sendable {
    /// The routes by how many segments they have and what they are about.
    private var routes: [Key: [Route]] = [:]

    /// All routes of an API begin alike; what they are about stands third, and is a word.
    private struct Key: Hashable {
        private static let place = 2

        let count: Int
        let topic: Substring

        init(_ segments: [Substring]) {
            count = segments.count
            topic = count > Self.place ? segments[Self.place] : ""
        }
    }

    private struct Route: Sendable {
        let parts: [Part]
        let endpoint: Endpoint

        init(_ endpoint: Endpoint, _ segments: [Substring]) {
            self.endpoint = endpoint
            parts = segments.map { part in
                part.first == "{"
                    ? .value(String(part.dropFirst().dropLast())) : .word(String(part))
            }
        }
    }

    private enum Part: Sendable {
        case word(String)
        case value(String)
    }

    enum Finding {
        case endpoint(Endpoint, values: [String: String])
        /// The path is there, for these methods.
        case otherMethods([HTTPRequest.Method])
        case nothing
    }

    init(_ endpoints: [Endpoint]) {
        for endpoint in endpoints {
            let segments = endpoint.path.split(separator: "/")
            routes[Key(segments), default: []].append(Route(endpoint, segments))
        }
    }

    func find(_ method: HTTPRequest.Method, _ path: String) -> Finding {
        guard path.utf8.first == UInt8(ascii: "/") else { return .nothing }
        let segments = path.utf8.dropFirst()
            .split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map(Substring.init)
        let matches = (routes[Key(segments)] ?? []).compactMap { route in
            Self.values(route.parts, segments).map { (endpoint: route.endpoint, values: $0) }
        }
        // A path of words is not also a value's: `tickets/search` is no ticket.
        let fewest = matches.map(\.values.count).min() ?? 0
        let closest = matches.filter { $0.values.count == fewest }
        guard let match = closest.first(where: { $0.endpoint.method == method }) else {
            let methods = closest.map(\.endpoint.method)
            return methods.isEmpty ? .nothing : .otherMethods(methods)
        }
        return .endpoint(match.endpoint, values: match.values)
    }

    /// The values of the placeholders, if the segments are of this form.
    private static func values(_ parts: [Part], _ segments: [Substring]) -> [String: String]? {
        for case (.word(let word), let segment) in zip(parts, segments) where word != segment {
            return nil
        }
        var values: [String: String] = [:]
        for case (.value(let name), let segment) in zip(parts, segments) {
            values[name] = String(segment)
        }
        return values
    }
}
