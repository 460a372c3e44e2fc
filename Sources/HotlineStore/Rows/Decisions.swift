package import Hotline
internal import StrictJSON

// Classification and route as JSON: so they stand in the tables, in the journal and, word for
// word, in what clients are sent.

extension Classification {
    /// Is `{"kind": {"value", "confidence", "by", "because"}, …, "suggestedKind"?: {…}}`.
    package var json: String {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.name("kind")
        writer.decision(kind) { $0.string($1.rawValue) }
        writer.name("matter")
        writer.decision(matter) { $0.string($1.rawValue) }
        writer.name("aspect")
        writer.decision(aspect) { $0.string($1.rawValue) }
        writer.name("urgent")
        writer.decision(urgent) { $0.boolean($1) }
        if let decision = suggestedKind {
            writer.name("suggestedKind")
            writer.decision(decision) { $0.string($1.rawValue) }
        }
        if let decision = suggestedMatter {
            writer.name("suggestedMatter")
            writer.decision(decision) { $0.string($1.rawValue) }
        }
        if let decision = suggestedAspect {
            writer.name("suggestedAspect")
            writer.decision(decision) { $0.string($1.rawValue) }
        }
        if let decision = suggestedUrgent {
            writer.name("suggestedUrgent")
            writer.decision(decision) { $0.boolean($1) }
        }
        writer.member("model", model)
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    init(json: JSON) throws {
        func decision<Value: Hashable & Sendable>(
            _ name: String,
            _ read: (JSON) -> Value?
        ) throws -> Decision<Value>? {
            try json[name].map { try Decision(json: $0, read) }
        }
        guard let kind = try decision("kind", { $0.code(Kind.self) }),
            let matter = try decision("matter", { $0.code(Matter.self) }),
            let aspect = try decision("aspect", { $0.code(Aspect.self) }),
            let urgent = try decision("urgent", \.boolean)
        else { throw BrokenRow("a classification lacks a part") }
        self.init(
            kind: kind,
            matter: matter,
            aspect: aspect,
            urgent: urgent,
            model: json["model"]?.string
        )
        suggestedKind = try decision("suggestedKind") { $0.code(Kind.self) }
        suggestedMatter = try decision("suggestedMatter") { $0.code(Matter.self) }
        suggestedAspect = try decision("suggestedAspect") { $0.code(Aspect.self) }
        suggestedUrgent = try decision("suggestedUrgent", \.boolean)
    }
}

extension JSONWriter {
    fileprivate mutating func decision<Value>(
        _ decision: Decision<Value>,
        _ write: (inout JSONWriter, Value) -> Void
    ) {
        beginObject()
        name("value")
        write(&self, decision.value)
        name("confidence")
        // Two digits are all that a confidence means.
        number((decision.confidence * 100).rounded() / 100)
        member("by", decision.by.rawValue)
        member("because", decision.because)
        opinion("rule", decision.rule, write)
        opinion("model", decision.model, write)
        endObject()
    }

    /// What one of the two that were heard thought; left out where only one was.
    private mutating func opinion<Value>(
        _ name: String,
        _ opinion: Opinion<Value>?,
        _ write: (inout JSONWriter, Value) -> Void
    ) {
        guard let opinion else { return }
        self.name(of: name)
        beginObject()
        self.name("value")
        write(&self, opinion.value)
        self.name("confidence")
        number((opinion.confidence * 100).rounded() / 100)
        endObject()
    }
}

extension Decision {
    fileprivate init(json: JSON, _ read: (JSON) -> Value?) throws {
        guard let opinion = Opinion(json: json, read),
            let by = json["by"]?.code(DecisionSource.self), let because = json["because"]?.array
        else { throw BrokenRow("\(json) is no decision") }
        self.init(
            value: opinion.value,
            confidence: opinion.confidence,
            by: by,
            because: because.compactMap(\.string),
            rule: json["rule"].flatMap { Opinion(json: $0, read) },
            model: json["model"].flatMap { Opinion(json: $0, read) }
        )
    }
}

extension Opinion {
    fileprivate init?(json: JSON, _ read: (JSON) -> Value?) {
        let confidence: Double? =
            switch json["confidence"] {
            case .number(let number): number
            case .integer(let integer): Double(integer)
            default: nil
            }
        guard let value = json["value"].flatMap(read), let confidence else { return nil }
        self.init(value: value, confidence: confidence)
    }
}

extension JSON {
    fileprivate func code<Code: RawRepresentable>(_ type: Code.Type) -> Code?
    where Code.RawValue == String {
        string.flatMap(Code.init)
    }
}

extension Route {
    /// Is `{"rule", "because", "basis", "candidates": […], "question", "unit", "desk", …}`.
    package var json: String {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.member("rule", rule)
        writer.member("because", because)
        writer.member("basis", basis)
        writer.name("candidates")
        writer.beginArray()
        for candidate in candidates {
            writer.beginObject()
            writer.member("unit", candidate.unit.description)
            writer.member("because", candidate.because)
            writer.endObject()
        }
        writer.endArray()
        writer.member("question", question)
        writer.member("unit", unit?.description)
        writer.member("desk", desk.description)
        writer.member("coHandlers", coHandlers.map(\.description))
        writer.member("clock", clock)
        writer.member("urgent", isUrgent)
        writer.endObject()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    init(json: JSON) throws {
        func unit(_ json: JSON?) -> UnitID? { json?.string.flatMap(UnitID.init) }
        guard let desk = unit(json["desk"]), let because = json["because"]?.string else {
            throw BrokenRow("\(json) is no route")
        }
        self.init(
            unit: unit(json["unit"]),
            desk: desk,
            rule: json["rule"]?.string,
            because: because,
            basis: json["basis"]?.string,
            candidates: (json["candidates"]?.array ?? []).compactMap { candidate in
                guard let id = unit(candidate["unit"]) else { return nil }
                return RouteCandidate(unit: id, because: candidate["because"]?.string ?? "")
            },
            question: json["question"]?.string,
            coHandlers: (json["coHandlers"]?.array ?? []).compactMap(unit),
            clock: json["clock"]?.string,
            isUrgent: json["urgent"]?.boolean ?? false
        )
    }
}
