package import Hotline

/// A list of the roster put together (清单): its households, and what is wrong with its rows.
package struct RosterList: Sendable {
    package private(set) var households: [ListedHousehold] = []
    package private(set) var mistakes: [RowMistake] = []

    /// How many rows a list may have.
    package static let rowsMax = 400_000
    /// How many members a household may have.
    package static let membersMax = 30

    /// Puts rows together that belong to one household, in the order of the list.
    ///
    /// A person who stands there twice counts once; the second row is told of. A household
    /// whose head cannot be read is left out, and each of its rows says so.
    package init(rows: [RosterRow], columns: ColumnNames<RosterColumn>) {
        var order: [String] = []
        var groups: [String: [RosterRow]] = [:]
        var seen: [IDNumber: (line: Int, key: String)] = [:]
        let idColumn = columns.name(.idNumber)
        for row in rows {
            if let first = seen[row.person.idNumber] {
                let message =
                    first.key == row.householdKey
                    ? "与第\(first.line)行重复，本行未导入。"
                    : "同一人已在第\(first.line)行的另一户中，两户成员重叠，本行未导入。"
                mistakes.append(RowMistake(line: row.line, column: idColumn, message: message))
                continue
            }
            seen[row.person.idNumber] = (row.line, row.householdKey)
            if groups[row.householdKey] == nil { order.append(row.householdKey) }
            groups[row.householdKey, default: []].append(row)
        }
        for key in order {
            guard let rows = groups[key] else { continue }
            take(rows, columns)
        }
    }

    private mutating func take(_ rows: [RosterRow], _ columns: ColumnNames<RosterColumn>) {
        func bad(_ row: RosterRow, _ column: RosterColumn?, _ message: String) {
            let name = column.map(columns.name)
            mistakes.append(RowMistake(line: row.line, column: name, message: message))
        }
        guard let head = rows.first(where: \.isHead) else {
            for row in rows { bad(row, .relation, "这一户没有可用的户主行，本行未导入。") }
            return
        }
        guard let amount = head.amount else {
            for row in rows where row.line == head.line {
                bad(row, .amount, "户主行缺少月保障金额，这一户未导入。")
            }
            for row in rows where row.line != head.line {
                bad(row, nil, "户主行（第\(head.line)行）有误，本行未导入。")
            }
            return
        }
        var members = [head]
        for row in rows where row.line != head.line {
            if row.isHead {
                bad(row, .relation, "这一户的户主已在第\(head.line)行，本行未导入。")
            } else if row.programme != head.programme || row.township != head.township {
                bad(row, .programme, "救助类型或乡镇与户主行（第\(head.line)行）不一致，本行未导入。")
            } else if members.count == Self.membersMax {
                bad(row, nil, "一户超过\(Self.membersMax)人，本行未导入。")
            } else {
                members.append(row)
            }
        }
        households.append(ListedHousehold(head: head, members: members, amount: amount))
    }
}

/// One household of a list.
package struct ListedHousehold: Sendable {
    package let head: RosterRow
    /// The head first.
    package let members: [RosterRow]
    package let amount: Int
}

extension ListedHousehold {
    /// What the list says of it, beside what the roster said before.
    ///
    /// What the list does not say stays as it was; a review that is due is not moved by a list
    /// that knows of none.
    package func version(
        after former: HouseholdVersion?,
        on day: Day,
        _ flow: RosterFlow
    ) -> HouseholdVersion {
        let pace = head.reviewPace ?? former?.reviewPace ?? .yearly
        let reviewed = head.reviewed ?? (former == nil ? head.entered ?? day : nil)
        let due = reviewed.map { flow.reviewDue(after: $0, pace) } ?? former?.reviewDue ?? day
        var version = HouseholdVersion(
            validFrom: former == nil ? min(head.entered ?? day, day) : day,
            programme: head.programme,
            variety: head.variety,
            township: head.township,
            members: members.count,
            amount: amount,
            reviewPace: pace,
            reviewDue: due,
            basis: .list
        )
        version.village = head.village ?? (head.villageName == nil ? former?.village : nil)
        version.isSingle = head.isSingle
        version.isStaff = head.isStaff ?? former?.isStaff ?? false
        version.selfCare = head.selfCare ?? former?.selfCare
        version.details.grounds =
            head.grounds.isEmpty ? former?.details.grounds ?? [] : head.grounds
        version.details.villageName = head.villageName
        version.details.note = former?.details.note
        if let former, former.standing == .gradual {
            version.standing = .gradual
            version.gradualUntil = former.gradualUntil
        }
        return version
    }
}

/// What a list changes of one household (清单差异).
package enum RosterChange: String, CaseIterable, Sendable {
    /// 新增
    case entered
    /// 有变化
    case changed
    /// 无变化
    case unchanged
    /// 在册而清单中没有：不自动退出，须先听取意见
    case missing

    package var name: String {
        switch self {
        case .entered: "新增"
        case .changed: "有变化"
        case .unchanged: "无变化"
        case .missing: "清单中没有"
        }
    }
}

/// Which parts of a household a list changes.
package enum RosterPart: String, CaseIterable, Sendable {
    case programme, variety, township, village, amount, members, selfCare, single
    case staff, reviewPace, reviewDue, grounds, standing

    /// The parts in which two versions differ.
    package static func differences(
        _ one: HouseholdVersion,
        _ two: HouseholdVersion
    ) -> [RosterPart] {
        var parts: [RosterPart] = []
        func compare<Value: Equatable>(_ part: RosterPart, _ path: KeyPath<HouseholdVersion, Value>)
        {
            if one[keyPath: path] != two[keyPath: path] { parts.append(part) }
        }
        compare(.programme, \.programme)
        compare(.variety, \.variety)
        compare(.township, \.township)
        compare(.village, \.village)
        compare(.amount, \.amount)
        compare(.members, \.members)
        compare(.selfCare, \.selfCare)
        compare(.single, \.isSingle)
        compare(.staff, \.isStaff)
        compare(.reviewPace, \.reviewPace)
        compare(.reviewDue, \.reviewDue)
        compare(.grounds, \.details)
        compare(.standing, \.standing)
        return parts
    }

    package var name: String {
        switch self {
        case .programme: "救助类型"
        case .variety: "类别"
        case .township: "乡镇"
        case .village: "村（社区）"
        case .amount: "金额"
        case .members: "人数或成员"
        case .selfCare: "自理能力"
        case .single: "单人保"
        case .staff: "近亲属备案"
        case .reviewPace: "核查周期"
        case .reviewDue: "核查到期"
        case .grounds: "致困原因等"
        case .standing: "在册状态"
        }
    }
}
