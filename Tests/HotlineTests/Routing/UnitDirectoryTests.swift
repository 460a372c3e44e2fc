import Hotline
import HotlineTesting
import Testing

@Suite struct UnitDirectoryTests {
    let units: UnitDirectory

    init() throws {
        units = try Shipped.triageWithVillages.get().units
    }

    @Test(arguments: [
        ("140105001", "坞城街道"), ("140105-civil-affairs", "小店区民政局"),
        ("140105-desk", "小店区社会救助服务热线坐席"), ("1401-civil-affairs", "太原市民政局"),
        ("14-civil-affairs", "山西省民政厅"), ("140502-civil-affairs", "晋城市城区民政局"),
        ("140311-housing", "阳泉市郊区住建局"), ("140105-rescue-station", "小店区救助管理站"),
        ("140105100202", "双槐村"),
    ])
    func unitsAreNamed(code: String, name: String) throws {
        #expect(units[try UnitID.of(code)]?.name == name)
    }

    @Test(
        "whoever is above",
        arguments: [
            ("140105100202", "140105100 140105-civil-affairs 1401-civil-affairs 14-civil-affairs"),
            ("140105-desk", "140105-civil-affairs 1401-civil-affairs 14-civil-affairs"),
            ("140105-rescue-station", "140105-civil-affairs 1401-civil-affairs 14-civil-affairs"),
            ("140105-housing", "1401-housing 14-housing"),
        ]
    )
    func chains(code: String, above: String) throws {
        let chain = units.chain(of: try UnitID.of(code)).map(\.description)
        #expect(chain.joined(separator: " ") == "\(code) \(above)")
    }

    @Test("every unit but the province's answers to one that exists, without a circle")
    func everyUnitHasParent() {
        for unit in units.all {
            let chain = units.chain(of: unit.id)
            #expect(chain.last?.division.level == .province, "\(unit.id)")
            #expect(chain.allSatisfy { units[$0] != nil }, "\(unit.id)")
        }
    }

    @Test("every county has its bureau and desk; every division finds them")
    func nearest() throws {
        for division in try Shipped.triage.get().divisions.all {
            #expect(units.desk(of: division.code).division.contains(division.code))
            #expect(units.civilAffairs(of: division.code) != nil)
        }
        #expect(units.desk(of: try DivisionCode.of("140105001001")).description == "140105-desk")
        #expect(units.desk(of: try DivisionCode.of("1401")).description == "1401-desk")
        let zone = try DivisionCode.of("140171")
        #expect(units.desk(of: zone).description == "1401-desk")
        #expect(units.department(.education, county: zone) == nil)
    }

    @Test("an abolished unit names who took over")
    func successors() throws {
        let old = try UnitID.of("140105001")
        let new = try UnitID.of("140105002")
        var directory = units
        var unit = try #require(directory[old])
        unit.successor = new
        directory.add([unit])
        #expect(directory.inForce(old) == new)
        #expect(directory.inForce(new) == new)
        #expect(directory.all.count == units.all.count)
    }

    // MARK: - The firewall

    @Test(
        "the one above all of the accused",
        arguments: [
            ("140105001", "140105-civil-affairs"), ("140105-civil-affairs", "1401-civil-affairs"),
            ("140105-desk", "140105-civil-affairs"), ("140105100202", "140105100"),
            ("140105001 140105002", "140105-civil-affairs"),
            ("140105001 140105-civil-affairs", "1401-civil-affairs"),
            ("140105001 140122100", "1401-civil-affairs"),
            ("140105001 140502001", "14-civil-affairs"),
            ("140105-housing", "1401-housing"), ("14-civil-affairs", ""), ("", ""),
            ("140105001 140105-housing", ""),
        ]
    )
    func above(accused: String, above: String) throws {
        let accused = try accused.split(separator: " ").map { try UnitID.of(String($0)) }
        #expect(units.above(accused)?.description ?? "" == above)
    }

    @Test(
        "whoever is accused, or below, is shut out; whoever is above, is not",
        arguments: [
            ("140105001", true), ("140105100202", true), ("140105-civil-affairs", true),
            ("140105-desk", true), ("140105-rescue-station", true), ("140105-housing", false),
            ("1401-civil-affairs", false), ("140122100", false), ("1401-desk", false),
        ]
    )
    func shutOut(unit: String, isShutOut: Bool) throws {
        let accused = [try UnitID.of("140105-civil-affairs")]
        #expect(units.isShutOut(unit: try UnitID.of(unit), accused: accused) == isShutOut)
        #expect(!units.isShutOut(unit: try UnitID.of(unit), accused: []))
    }

    @Test("a desk that is shut out hands over to the next one up")
    func deskAbove() throws {
        let desk = try UnitID.of("140105-desk")
        let bureau = try UnitID.of("140105-civil-affairs")
        let city = try UnitID.of("1401-civil-affairs")
        #expect(units.desk(desk, accused: [try UnitID.of("140105001")]) == desk)
        #expect(units.desk(desk, accused: [bureau]).description == "1401-desk")
        #expect(units.desk(desk, accused: [bureau, city]).description == "14-desk")
    }
}
