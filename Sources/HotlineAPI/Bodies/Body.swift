internal import Foundation
internal import Hotline
internal import StrictJSON

/// A body that was checked against its shape: what it holds can be read without more ado.
struct Body: Sendable {
    let json: JSON

    /// Reads and checks a body.
    ///
    /// - Throws: ``Problem`` with everything that is wrong with it.
    init(_ bytes: [UInt8], _ fields: [Shape.Field]) throws {
        let json = try Self.parse(bytes)
        var mistakes = BodyMistakes()
        Shape.check(json, fields, at: "", into: &mistakes)
        guard mistakes.isEmpty else { throw Problem(mistakes) }
        self.json = json
    }

    init(checked json: JSON) {
        self.json = json
    }

    static func parse(_ bytes: [UInt8]) throws -> JSON {
        do {
            return try JSON(bytes)
        } catch {
            throw Problem.malformed("请求体不是合法的JSON：第\(error.offset)字节，\(error.message)。")
        }
    }

    func text(_ name: String) -> String? { json[name]?.string }
    func flag(_ name: String) -> Bool? { json[name]?.boolean }
    func integer(_ name: String) -> Int? { json[name]?.integer.map(Int.init) }
    func list(_ name: String) -> [String] { (json[name]?.array ?? []).compactMap(\.string) }
    func bytes(_ name: String) -> [UInt8] {
        text(name).flatMap { Data(base64Encoded: $0) }.map(Array.init) ?? []
    }

    func object(_ name: String) -> Body? {
        guard let value = json[name], value.members != nil else { return nil }
        return Body(checked: value)
    }

    func objects(_ name: String) -> [Body] {
        (json[name]?.array ?? []).map(Body.init(checked:))
    }

    /// A value that is read from text, such as an identifier, an instant or a day.
    func value<Value: LosslessStringConvertible>(_ name: String, _ type: Value.Type) -> Value? {
        text(name).flatMap(Value.init)
    }

    func code<Code: RawRepresentable>(_ name: String, _ type: Code.Type) -> Code?
    where Code.RawValue == String {
        text(name).flatMap(Code.init(rawValue:))
    }

    /// A field that the shape requires.
    func required<Value>(_ value: Value?) -> Value {
        guard let value else { preconditionFailure("the shape requires what is read here") }
        return value
    }
}
