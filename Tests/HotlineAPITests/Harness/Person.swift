import Hotline
import HotlineStore
import Testing

/// Who takes part in the tests: an account of every role, here and around (测试账号).
enum Person: String, CaseIterable {
    /// At the desk of 小店区, where everything happens.
    case `operator`, dispatcher, manager
    /// At 坞城街道, who get most of the tickets.
    case township, colleague
    /// At 营盘街道 next door.
    case neighbour
    /// At the county's 民政局 and 医保局.
    case bureau, insurance
    /// Above the county.
    case cityDispatcher, cityManager, provinceManager
    /// At the desk of 迎泽区, whom none of this concerns.
    case strangerDispatcher
    case auditor, administrator
    /// Programs: 坞城街道's own system, and the county's 12345.
    case townSystem, deskSystem

    var role: Role {
        switch self {
        case .operator: .operator
        case .dispatcher, .cityDispatcher, .strangerDispatcher: .dispatcher
        case .manager, .cityManager, .provinceManager: .manager
        case .township, .colleague, .neighbour, .bureau, .insurance: .handler
        case .auditor: .auditor
        case .administrator: .administrator
        case .townSystem, .deskSystem: .system
        }
    }

    /// The code of the unit.
    var unit: String {
        switch self {
        case .operator, .dispatcher, .manager, .auditor, .administrator, .deskSystem: Units.desk
        case .township, .colleague, .townSystem: Units.township
        case .neighbour: Units.neighbour
        case .bureau: Units.bureau
        case .insurance: Units.insurance
        case .cityDispatcher, .cityManager: Units.cityDesk
        case .provinceManager: Units.provinceDesk
        case .strangerDispatcher: Units.strangeDesk
        }
    }

    /// The division that the account sees.
    var division: String { String(unit.prefix { $0 != "-" }) }

    var account: Account {
        get throws {
            try Account(
                name: rawValue,
                role: role,
                division: #require(DivisionCode(division)),
                unit: #require(UnitID(unit))
            )
        }
    }

    /// Known to the test alone.
    var token: Token { Token(text: "token-of-\(rawValue)") }
}

/// The codes of the units that take part.
enum Units {
    static let township = "140105001"
    static let neighbour = "140105002"
    static let bureau = "140105-civil-affairs"
    static let insurance = "140105-medical-insurance"
    static let desk = "140105-desk"
    static let cityDesk = "1401-desk"
    static let cityBureau = "1401-civil-affairs"
    static let provinceDesk = "14-desk"
    static let strangeDesk = "140106-desk"

    static let all = [
        township, neighbour, bureau, insurance, desk, cityDesk, cityBureau, provinceDesk,
        strangeDesk,
    ]
}
