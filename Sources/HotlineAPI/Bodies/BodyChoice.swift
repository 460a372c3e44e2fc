internal import StrictJSON

/// What a body holds besides an `action` of this name.
struct BodyChoice: Sendable {
    let action: String
    let fields: [Shape.Field]

    init(_ action: String, _ fields: [Shape.Field]) {
        self.action = action
        self.fields = fields
    }

    var shape: Shape { .object([.required("action", .code([action]))] + fields) }
}

extension Body {
    /// Reads a body whose `action` says what else is in it.
    ///
    /// - Throws: ``Problem`` with everything that is wrong with it.
    init(_ bytes: [UInt8], choices: [BodyChoice]) throws {
        let json = try Self.parse(bytes)
        var mistakes = BodyMistakes()
        let named = json["action"]?.string
        if let choice = choices.first(where: { $0.action == named }) {
            choice.shape.check(json, at: "", into: &mistakes)
        } else {
            let action = Shape.Field.required("action", .code(choices.map(\.action)))
            let members = json.members?.filter { $0.name == "action" } ?? []
            let value: JSON = json.members == nil ? json : .object(members)
            Shape.check(value, [action], at: "", into: &mistakes)
        }
        guard mistakes.isEmpty else { throw Problem(mistakes) }
        self.init(checked: json)
    }
}
