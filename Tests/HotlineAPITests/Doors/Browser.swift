import Foundation
import Hotline
import HotlineAPI
import HotlineStore
import HotlineTesting
import NationalCrypto
import StrictJSON
import Testing

/// A browser: it keeps the cookies that it is given, and its pages send the CSRF token.
final class Browser {
    private let client: WireClient
    private(set) var cookies: [String: String] = [:]
    var requestToken: String?

    init(_ hotline: TestHotline) {
        client = WireClient(port: hotline.port)
    }

    func ask(
        _ method: String,
        _ target: String,
        _ body: JSON? = nil,
        fields: [(String, String)] = []
    ) throws -> WireAnswer {
        var fields = fields
        if !cookies.isEmpty, !fields.contains(where: { $0.0 == "Cookie" }) {
            let pairs = cookies.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
            fields.append(("Cookie", pairs.joined(separator: "; ")))
        }
        if let requestToken, !fields.contains(where: { $0.0 == "X-CSRF-Token" }) {
            fields.append(("X-CSRF-Token", requestToken))
        }
        if body != nil { fields.append(("Content-Type", "application/json")) }
        let answer = try client.ask(method, target, fields: fields, body: body?.bytes)
        keepCookies(of: answer)
        return answer
    }

    private func keepCookies(of answer: WireAnswer) {
        for match in (answer["Set-Cookie"] ?? "").matches(of: /([\w-]*hotline-\w+)=(\w*);/) {
            cookies[String(match.1)] = match.2.isEmpty ? nil : String(match.2)
        }
    }

    @discardableResult
    func signIn(_ account: String, _ password: String) throws -> WireAnswer {
        let body: JSON = ["account": .string(account), "password": .string(password)]
        let answer = try ask("POST", "/api/v1/session", body)
        if answer.status == 200 { requestToken = try answer.json()["csrfToken"]?.string }
        return answer
    }

    /// Takes over another browser's cookies, as a thief would.
    func steal(from other: Browser) {
        cookies = other.cookies
    }
}

extension TestHotline {
    static let password = "seven brown cranes"
    private static let hash = PasswordHash(of: password, cost: .init(memory: 64, passes: 1))

    /// A browser in which somebody has signed in.
    func browser(of person: Person, mustChange: Bool = false) throws -> Browser {
        try givePassword(person, mustChange: mustChange)
        let browser = Browser(self)
        let answer = try browser.signIn(person.rawValue, Self.password)
        #expect(answer.status == 200, "\(answer.text)")
        return browser
    }

    /// Gives an account the password of all tests, cheaply.
    func givePassword(_ person: Person, mustChange: Bool = false) throws {
        let (hash, now) = (try #require(Self.hash), time.now)
        try store.writer.write { ledger in
            try ledger.setPassword(
                hash,
                of: person.rawValue,
                mustChange: mustChange,
                by: nil,
                at: now
            )
        }
        store.noteAccountChange()
    }

    /// Goes on by some seconds.
    func wait(seconds: Int64) {
        time.skip(to: time.now + seconds)
    }
}

extension TestHotline {
    /// All that the files of the data directory hold.
    func bytesOnDisk() throws -> [UInt8] {
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.url.path)
        return try names.sorted().flatMap { name -> [UInt8] in
            let url = directory.url.appending(path: name)
            guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else {
                return []
            }
            return Array(try Data(contentsOf: url))
        }
    }
}
