import Hotline
import HotlineTesting
import Testing

@testable import HotlineTraining

/// Made-up letters about two things, told apart by a few words.
enum MadeUp {
    static func table(_ count: Int, seed: UInt64 = 1) -> TrainingTable {
        var random = SeededGenerator(seed: seed)
        let about = [
            "水电": ["停水", "停电", "水费", "电表", "水管漏水"],
            "道路": ["修路", "路灯", "公交车", "堵车", "红绿灯"],
            "学校": ["上学", "老师", "食堂", "校车", "补课"],
        ]
        let others = ["我家", "领导您好", "昨天", "村里", "希望解决", "谢谢", "很久了", "没有人管"]
        let rows = (0..<count).map { _ in
            let label = about.keys.sorted().randomElement(using: &random) ?? ""
            let words = (0..<12).map { _ in others.randomElement(using: &random) ?? "" }
            let said = about[label]?.randomElement(using: &random) ?? ""
            let text = (words + [said]).shuffled(using: &random).joined()
            return TrainingTable.Row(labels: [label], text: text)
        }
        return TrainingTable(columns: ["label"], rows: rows)
    }
}

@Suite struct TrainerTests {
    @Test("learns what words tell, and says how well")
    func learns() throws {
        let (model, report) = try Trainer(MadeUp.table(300)).train(name: "made-up")
        #expect(model.columns.map(\.name) == ["label"])
        #expect(model.columns[0].score > 0.9)
        #expect(report.count == 1)
        let others = MadeUp.table(200, seed: 2).rows
        let right = others.count { row in
            model.best(in: model.scores(of: row.text), column: 0).label == row.labels[0]
        }
        #expect(right > 180)
        let (label, confidence) = model.best(in: model.scores(of: "路灯坏了，堵车"), column: 0)
        #expect(label == "道路")
        #expect(confidence > 0.8)
    }

    @Test("the same examples give the same model, in any order")
    func isReproducible() throws {
        let table = MadeUp.table(120)
        let first = try Trainer(table).train(name: "a").model
        #expect(try Trainer(table).train(name: "a").model.digest == first.digest)
        let turned = TrainingTable(columns: table.columns, rows: table.rows.reversed())
        let score = try Trainer(turned).train(name: "a").model.columns[0].score
        #expect(abs(score - first.columns[0].score) < 0.05)
    }

    @Test("a confidence says how often it is right")
    func isCalibrated() throws {
        // A fifth of the labels is noise, so no confidence above is honest.
        var random = SeededGenerator(seed: 3)
        let labels = ["水电", "道路", "学校"]
        let rows = MadeUp.table(900).rows.map { row in
            guard Int.random(in: 0..<5, using: &random) == 0 else { return row }
            return TrainingTable.Row(labels: [labels.randomElement(using: &random)], text: row.text)
        }
        let table = TrainingTable(columns: ["label"], rows: rows)
        let model = try Trainer(table).train(name: "noisy").model
        let told = MadeUp.table(300, seed: 4).rows.map {
            model.best(in: model.scores(of: $0.text), column: 0).confidence
        }
        let mean = told.reduce(0, +) / Double(told.count)
        #expect((0.7...0.95).contains(mean))
    }

    @Test("what is all the same cannot be told apart, and is said so")
    func oneClass() {
        let rows = (0..<20).map { TrainingTable.Row(labels: ["a"], text: "第\($0)封信") }
        let table = TrainingTable(columns: ["label"], rows: rows)
        #expect {
            try Trainer(table).train(name: "x")
        } throws: {
            "\($0)".contains("all 20 examples of 'label' are 'a'")
        }
    }

    @Test("a column without labels is left out, the others are learned")
    func leavesOut() throws {
        let rows = MadeUp.table(60).rows.map {
            TrainingTable.Row(labels: [$0.labels[0], nil], text: $0.text)
        }
        let table = TrainingTable(columns: ["label", "urgent"], rows: rows)
        let (model, report) = try Trainer(table).train(name: "x")
        #expect(model.columns.map(\.name) == ["label"])
        #expect(report.contains { $0.contains("'urgent' has 0 examples") })
    }

    @Test("with the rules it is at least as good as without, and the model is told apart")
    func weighsRules() throws {
        let triage = try Shipped.triage.get()
        let parts: [(Matter, String)] = [
            (.dibao, "我家想申请低保"), (.elderCare, "养老院的伙食"), (.funeral, "公墓的价格"),
            (.marriage, "结婚证丢了"), (.vagrant, "桥下有个流浪乞讨的人"),
        ]
        var rows: [TrainingTable.Row] = []
        for number in 0..<60 {
            let (matter, text) = parts[number % parts.count]
            rows.append(TrainingTable.Row(labels: [matter.rawValue], text: "\(text)，第\(number)次问"))
        }
        let table = TrainingTable(columns: ["matter"], rows: rows)
        let votes = rows.map { triage.votes(on: $0.text) }
        let (model, _) = try Trainer(table, votes: votes).train(name: "matters")
        #expect(model.columns[0].score == 1)
        #expect(model.columns[0].ruleWeight > 0)

        let heard = Triage(rules: try TriageRules(files: Shipped.triageFiles()), model: model)
        let told = heard.classify("养老院的伙食太差")
        #expect(told.model == model.id)
        #expect(told.matter.value == .elderCare)
        #expect(told.matter.rule?.value == .elderCare)
        #expect(told.matter.model?.value == .elderCare)
        #expect(told.kind.model == nil)
        #expect(triage.classify("养老院的伙食太差").model == nil)
    }

    @Test("the words that decided go into the journal: no name, no number, nothing rare")
    func showsNobody() throws {
        let rows = (0..<60).map { number in
            let isFuneral = number % 2 == 0
            let text = isFuneral ? "想买一块公墓" : "想办一张结婚证"
            let name = number == 0 ? "，我叫欧阳测甲" : ""
            let label = isFuneral ? Matter.funeral : .marriage
            return TrainingTable.Row(labels: [label.rawValue], text: text + name)
        }
        let table = TrainingTable(columns: ["matter"], rows: rows)
        let (model, _) = try Trainer(table).train(name: "x")
        let triage = Triage(rules: try TriageRules(files: Shipped.triageFiles()), model: model)
        let told = triage.classify("想买一块，欧阳测甲，13800000000，ABC")
        #expect(told.matter.value == .funeral)
        #expect(told.matter.by == .model)
        #expect(!told.matter.because.isEmpty)
        #expect(told.matter.because.allSatisfy { "想买一块".contains($0) })
    }

    @Test("texts of any sort are read", arguments: ["", "低", "🙂", "0123456789", "ＡＢＣ１２３", " \n\t"])
    func readsAnything(text: String) throws {
        let (model, _) = try Trainer(MadeUp.table(60)).train(name: "x")
        let best = model.best(in: model.scores(of: text), column: 0)
        #expect(["水电", "道路", "学校"].contains(best.label))
        #expect((0...1).contains(best.confidence))
        let long = String(repeating: text + "停水", count: 40_000)
        #expect(model.best(in: model.scores(of: long), column: 0).label == "水电")
    }
}
