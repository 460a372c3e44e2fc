import Foundation
import Hotline
import HotlineTesting
import StrictJSON
import Testing

@testable import HotlineAPI

/// What the public may ask without an account (公众网站).
@Suite struct HelpTests {
    /// Asks as somebody whom nobody knows.
    private func ask(
        _ hotline: TestHotline,
        _ method: String,
        _ path: String,
        _ body: JSON? = nil
    ) throws -> WireAnswer {
        let fields = body == nil ? [] : [("Content-Type", "application/json")]
        return try WireClient(port: hotline.port).ask(
            method,
            "/api/v1/help\(path)",
            fields: fields,
            body: body?.bytes
        )
    }

    // MARK: Progress

    @Test("whoever has the code learns where it stands and by when, and nothing else")
    func progress() throws {
        let hotline = try TestHotline()
        let filed = try hotline.file(.operator, Story.help).json()
        let code = try #require(filed["queryCode"]?.string)
        let number = try #require(filed["number"]?.string)
        func look() throws -> WireAnswer {
            try ask(
                hotline,
                "POST",
                "/progress",
                ["code": .string("\(code.prefix(4)) \(code.suffix(4))")]
            )
        }
        let first = try look()
        #expect(first.status == 200)
        #expect(try first.json()["says"]?.string == "已受理，已转交承办单位。")
        #expect(try first.json()["filedOn"] == "2026-11-23")
        #expect(try first.json()["dueOn"] == "2026-11-30")
        for secret in ["张", "1380000", "低保", "坞城", number, "140105"] {
            #expect(!first.text.contains(secret), "\(secret)")
        }
        _ = try hotline.act(.township, on: number, "sign")
        #expect(try look().json()["says"]?.string == "承办单位正在办理。")
        let answer: JSON = ["text": "已办理。", "outcome": "resolved"]
        _ = try hotline.act(.township, on: number, "answer", answer)
        _ = try hotline.act(
            .dispatcher,
            on: number,
            "callBack",
            ["reached": true, "satisfied": "yes"]
        )
        let last = try look().json()
        #expect(last["says"]?.string == "已办结：已解决。")
        #expect(last["closedOn"] == "2026-11-23" && last["dueOn"]?.isNull == true)
    }

    @Test("what was merged stands as the ticket that it was merged into")
    func merged() throws {
        let hotline = try TestHotline()
        let lead = try hotline.file(.operator, Story.help).json()
        let own = try hotline.file(.operator, Story.help).json()
        let into: JSON = ["into": .string(lead["number"]?.string ?? "")]
        _ = try hotline.act(.dispatcher, on: own["number"]?.string ?? "", "merge", into)
        let code = try #require(own["queryCode"])
        let said = try ask(hotline, "POST", "/progress", ["code": code]).json()
        #expect(said["says"]?.string == "已与其他人反映的同一件事一并办理。已受理，已转交承办单位。")
    }

    @Test(
        "unknown codes are answered alike; who tries too many is told to wait, and others are not"
    )
    func hammering() throws {
        let hotline = try TestHotline()
        let filed = try hotline.file(.operator, Story.help).json()
        let code = try #require(filed["queryCode"]?.string)
        var answers: Set<String> = []
        for index in 0..<GuessGuard.freeMax {
            let wrong = String(format: "%08d", (Int(code) ?? 0) &+ index &+ 1).suffix(8)
            let answer = try ask(hotline, "POST", "/progress", ["code": .string(String(wrong))])
            #expect(answer.status == 200)
            answers.insert(answer.text)
        }
        #expect(answers.count == 1)
        let refused = try ask(hotline, "POST", "/progress", ["code": "00000001"])
        #expect(refused.status == 429)
        #expect(refused["Retry-After"] == "\(GuessGuard.delayFirst)")
        // Nor is it told any more whether a code is right.
        #expect(try ask(hotline, "POST", "/progress", ["code": .string(code)]).status == 429)
        hotline.time.skip(to: hotline.time.now + GuessGuard.delayFirst + 1)
        #expect(try ask(hotline, "POST", "/progress", ["code": .string(code)]).status == 200)
    }

    @Test(
        "what can be no code is refused without being looked for",
        arguments: ["", "1234567", "123456789", "1234567x", "１２３４５６７８", "' OR 1=1"]
    )
    func noCode(code: String) throws {
        let hotline = try TestHotline()
        let answer = try ask(hotline, "POST", "/progress", ["code": .string(code)])
        #expect(answer.status == 422)
        #expect(try answer.json().at("errors/0/pointer") == "/code")
    }

    // MARK: Cards, numbers, pictures

    @Test("numbers and cards are there for everybody; what nobody entered is not made up")
    func numbers() throws {
        let hotline = try TestHotline()
        let help = try ask(hotline, "GET", "?county=140105").json()
        #expect(help["name"]?.string?.hasSuffix("小店区") == true)
        #expect((help["counties"]?.array?.count ?? 0) > 100)
        let numbers = try #require(help["numbers"]?.array)
        #expect(numbers.contains { $0["number"] == "12345" })
        #expect(numbers.contains { $0["number"]?.isNull == true })
        let found = try ask(hotline, "GET", "/cards?county=140105&q=%E6%AE%8B%E7%96%BE").json()
        #expect((found["items"]?.array?.count ?? 0) > 1)
        #expect(try ask(hotline, "GET", "?county=140199").status == 400)
        #expect(try ask(hotline, "GET", "?county=1401").status == 400)
    }

    @Test("the picture leads to the page at the name that was asked for, if that is a name")
    func picture() throws {
        let hotline = try TestHotline()
        let site = try ask(hotline, "GET", "/qr?county=140105")
        #expect(site.status == 200)
        #expect(site["Content-Type"] == "image/svg+xml")
        let card = try ask(hotline, "GET", "/qr?card=dibao")
        #expect(card.text.hasPrefix("<svg ") && card.text != site.text)
        #expect(try ask(hotline, "GET", "/qr?card=nothing").status == 400)
        let client = WireClient(port: hotline.port)
        let head = "GET /api/v1/help/qr HTTP/1.1\r\nHost: a.example/\"><script>\r\n\r\n"
        try client.send(Array(head.utf8))
        #expect(try client.read().status == 400)
    }

    // MARK: Eligibility

    @Test("the public and those who work here are told the same")
    func eligibility() throws {
        let hotline = try TestHotline()
        let body: JSON = [
            "answers": [
                ["question": "status", "option": "none"],
                ["question": "income", "option": "below"],
                ["question": "property", "option": "within"],
            ]
        ]
        let own = try hotline.ask(.operator, "POST", "/api/v1/eligibility", body: body)
        let open = try ask(hotline, "POST", "/eligibility", body)
        #expect(own.status == 200 && own.body == open.body)
        let findings = try #require(try own.json()["findings"]?.array)
        let dibao = try #require(findings.first { $0["rule"] == "dibao" })
        #expect(dibao["outcome"] == "fits")
        #expect(dibao["counter"]?.string?.contains("户籍所在地") == true)
        #expect(dibao["bring"]?.array?.contains { $0.string?.contains("收入证明") == true } == false)
        #expect(try own.json().at("next/question") != nil)
    }

    @Test("wrong answers are all named with their places")
    func wrongAnswers() throws {
        let hotline = try TestHotline()
        let body: JSON = [
            "answers": [
                ["question": "horse", "option": "yes"],
                ["question": "income", "option": "lots"],
                ["question": "certificate", "option": "no"],
                ["question": "disabilityGrade", "option": "1"],
                ["question": "certificate", "option": "no"],
            ],
            "certificate": "43",
        ]
        let answer = try ask(hotline, "POST", "/eligibility", body)
        #expect(answer.status == 422)
        let places = try answer.json()["errors"]?.array?.compactMap { $0["pointer"]?.string }
        #expect(
            Set(places ?? []) == [
                "/answers/0", "/answers/1", "/answers/3", "/answers/4/question", "/certificate",
            ]
        )
        let about = try ask(hotline, "POST", "/eligibility", ["about": ["nothing"]])
        #expect(try about.json().at("errors/0/pointer") == "/about/0")
        let unknown = try ask(hotline, "POST", "/eligibility", ["idNumber": "1"])
        #expect(unknown.status == 400)
    }
}
