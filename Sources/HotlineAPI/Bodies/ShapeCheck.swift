internal import Foundation
internal import Hotline
internal import HotlineDuties
internal import HotlineStore
internal import StrictJSON

/// One thing that is wrong with a request's body.
package struct FieldMistake: Hashable, Sendable {
    /// Where, as a JSON pointer (RFC 6901).
    package let pointer: String
    /// What, for whoever filled it in (Chinese).
    package let message: String
}

/// All that is wrong with a body.
struct BodyMistakes: Error {
    /// Fields that are not known: the request is malformed.
    var unknown: [FieldMistake] = []
    /// Values that cannot be.
    var bad: [FieldMistake] = []

    var isEmpty: Bool { unknown.isEmpty && bad.isEmpty }
}

extension Shape {
    /// Looks for everything that is wrong with a value.
    func check(_ json: JSON, at pointer: String, into mistakes: inout BodyMistakes) {
        func bad(_ message: String) {
            mistakes.bad.append(FieldMistake(pointer: pointer, message: message))
        }
        switch self {
        case .text(let lengthMax):
            if let problem = Self.problem(with: json.string, lengthMax: lengthMax) { bad(problem) }
        case .code(let codes):
            guard let code = json.string, codes.contains(code) else {
                return bad("只能是以下之一：\(codes.joined(separator: "、"))。")
            }
        case .integer(let range):
            guard let integer = json.integer, range.contains(integer) else {
                return bad("须是\(range.lowerBound)至\(range.upperBound)之间的整数（不加引号）。")
            }
        case .flag:
            if json.boolean == nil { bad("须是true或false。") }
        case .list(let element, let countMax):
            checkList(json, of: element, countMax: countMax, at: pointer, into: &mistakes)
        case .object(let fields):
            Self.check(json, fields, at: pointer, into: &mistakes)
        case .unit, .division, .ticketNumber, .instant, .day, .month, .period, .cursor, .bytes:
            if let problem = formatProblem(json.string) { bad(problem) }
        }
    }

    private func formatProblem(_ text: String?) -> String? {
        let text = text ?? ""
        switch self {
        case .unit: return UnitID(text) == nil ? "不是单位代码，例如140105001。" : nil
        case .division: return DivisionCode(text) == nil ? "不是行政区划代码，例如140105001。" : nil
        case .ticketNumber: return TicketNumber(text) == nil ? "不是工单编号。" : nil
        case .instant:
            return Instant(text) == nil ? "不是时间，例如2026-11-23T09:40:00+08:00。" : nil
        case .month: return PaymentMonth(text) == nil ? "不是月份，例如2026-11。" : nil
        case .day: return Day(text) == nil ? "不是日期，例如2026-11-23。" : nil
        case .period:
            return DutyPeriod(text) == nil ? "不是所属期，例如2026-11、2026-Q4、2026-H2、2026。" : nil
        case .cursor: return Cursor(text) == nil ? "不是本接口给出的游标。" : nil
        case .bytes(let sizeMax):
            guard let data = Data(base64Encoded: text), !data.isEmpty else { return "不是Base64。" }
            return data.count > sizeMax ? "超过\(sizeMax >> 10)KB。" : nil
        default: return nil
        }
    }

    private static func problem(with text: String?, lengthMax: Int) -> String? {
        guard let text else { return "须是文字。" }
        let scalars = text.unicodeScalars
        guard scalars.contains(where: { !$0.properties.isWhitespace }) else { return "不能为空。" }
        if scalars.count > lengthMax { return "超过\(lengthMax)字。" }
        let hasControl = text.utf8.contains { $0 < 0x20 && $0 != 10 && $0 != 13 && $0 != 9 }
        return hasControl ? "含有不能保存的控制字符。" : nil
    }

    private func checkList(
        _ json: JSON,
        of element: Shape,
        countMax: Int,
        at pointer: String,
        into mistakes: inout BodyMistakes
    ) {
        guard let elements = json.array, elements.count <= countMax else {
            let message = "须是不超过\(countMax)项的列表。"
            mistakes.bad.append(FieldMistake(pointer: pointer, message: message))
            return
        }
        for (index, value) in elements.enumerated() {
            element.check(value, at: "\(pointer)/\(index)", into: &mistakes)
        }
    }

    /// Null stands for a field that is not there.
    static func check(
        _ json: JSON,
        _ fields: [Field],
        at pointer: String,
        into mistakes: inout BodyMistakes
    ) {
        guard let members = json.members else {
            let message = "须是JSON对象。"
            mistakes.bad.append(FieldMistake(pointer: pointer, message: message))
            return
        }
        for member in members {
            guard let field = fields.first(where: { $0.name == member.name }) else {
                let place = "\(pointer)/\(escaped(member.name))"
                mistakes.unknown.append(FieldMistake(pointer: place, message: "没有这个字段。"))
                continue
            }
            if member.value.isNull, !field.isRequired { continue }
            field.shape.check(member.value, at: "\(pointer)/\(field.name)", into: &mistakes)
        }
        for field in fields where field.isRequired && json[field.name] == nil {
            let place = "\(pointer)/\(field.name)"
            mistakes.bad.append(FieldMistake(pointer: place, message: "缺少这个字段。"))
        }
    }

    private static func escaped(_ name: String) -> String {
        String(name.prefix(100)).replacing("~", with: "~0").replacing("/", with: "~1")
    }
}
