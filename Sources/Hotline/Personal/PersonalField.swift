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
        /// 银行卡号, which is only ever cut out of a text
        case bankCard
        /// 住址
        case address
        /// 查询码: not personal, but a key to what is.
        case queryCode

        /// Whether tickets are found by it.
        package var isLookedUp: Bool {
            switch self {
            case .phone, .idNumber, .queryCode: true
            case .name, .address, .bankCard: false
            }
        }
    }
}

extension PersonalField {
    /// The value that it is looked up by: ID numbers in the form of today, also where they are
    /// of the old form or begin the number of a disability certificate.
    package var lookupValue: String {
        guard name == .idNumber else { return value }
        let id = value.utf8.count >= 20 ? String(value.prefix(18)) : value
        return IDNumber(id)?.description ?? id
    }

    /// What may be shown of it without a purpose (脱敏): `张**`, `138****0000`.
    package var masked: String {
        let characters = Array(value)
        switch name {
        case .name: return String(characters.prefix(1)) + "**"
        case .phone:
            guard characters.count >= 8 else { return "****" }
            return String(characters.prefix(3)) + "****" + String(characters.suffix(4))
        case .idNumber, .bankCard:
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

extension String {
    /// A phone or ID number as it is kept and looked up: its digits alone, without the country
    /// code, and with the check letter in capitals.
    package var plainNumber: String {
        var plain = ""
        for scalar in unicodeScalars {
            switch scalar.value {
            case 48...57, 88: plain.unicodeScalars.append(scalar)
            case 120: plain.append("X")
            case 0xFF10...0xFF19:
                plain.append(Character(Unicode.Scalar(UInt8(scalar.value - 0xFF10 + 48))))
            default: continue
            }
        }
        let hasCountryCode = plain.utf8.count == 13 && plain.hasPrefix("861")
        return hasCountryCode ? String(plain.dropFirst(2)) : plain
    }
}
