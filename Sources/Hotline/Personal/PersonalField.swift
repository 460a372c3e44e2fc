/// One piece of personal data (个人信息).
package struct PersonalField: Hashable, Sendable {
    package let name: Name
    package let value: String

    package init(_ name: Name, _ value: String) {
        self.name = name
        self.value = value
    }

    package enum Name: String, CaseIterable, Sendable {
        /// 姓名
        case name
        /// 电话
        case phone
        /// 身份证件号码
        case idNumber
        /// 住址
        case address
        /// 查询码: not personal, but a key to what is.
        case queryCode

        /// Whether tickets are found by it.
        package var isLookedUp: Bool {
            switch self {
            case .phone, .idNumber, .queryCode: true
            case .name, .address: false
            }
        }
    }
}

extension PersonalField {
    /// What may be shown of it without a purpose (脱敏): `张**`, `138****0000`.
    package var masked: String {
        let characters = Array(value)
        switch name {
        case .name: return String(characters.prefix(1)) + "**"
        case .phone:
            guard characters.count >= 8 else { return "****" }
            return String(characters.prefix(3)) + "****" + String(characters.suffix(4))
        case .idNumber:
            guard characters.count >= 8 else { return "****" }
            return String(repeating: "*", count: characters.count - 4)
                + String(characters.suffix(4))
        case .address: return String(characters.prefix(6)) + "****"
        case .queryCode: return "****"
        }
    }
}

/// Who called (来电人).
package struct Caller: Hashable, Sendable {
    package var name: String?
    package var phone: String?
    package var idNumber: String?
    package var isAnonymous = false
    package var isConfidential = false

    package init() {}

    /// What is kept of the caller: nothing at all of one who wants no name known.
    package var fields: [PersonalField] {
        guard !isAnonymous else { return [] }
        return [
            name.map { PersonalField(.name, $0) },
            phone.map { PersonalField(.phone, $0) },
            idNumber.map { PersonalField(.idNumber, $0) },
        ].compactMap(\.self)
    }
}
