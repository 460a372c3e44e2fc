/// Something that `serve` can be told by flag, by environment and by file.
///
/// A flag goes before the environment, and that before the file.
struct Setting: Hashable, Sendable {
    /// As it stands in the file, and behind two dashes.
    let name: String
    let kind: Kind

    enum Kind: Sendable {
        /// One value.
        case value
        /// Several values: a list in the file, parted by commas in the environment.
        case list
        /// On or off: `true` or `false`.
        case flag
    }

    /// Where the environment has it.
    var variable: String {
        "HOTLINE_" + name.uppercased().replacing("-", with: "_")
    }

    static let all: [Setting] = [
        Setting(name: "data", kind: .value),
        Setting(name: "rules", kind: .value),
        Setting(name: "model", kind: .value),
        Setting(name: "host", kind: .value),
        Setting(name: "port", kind: .value),
        Setting(name: "http-threads", kind: .value),
        Setting(name: "trusted-proxy", kind: .list),
        Setting(name: "insecure-listen", kind: .flag),
        Setting(name: "waits-per-account", kind: .value),
        Setting(name: "tls-cert", kind: .value),
        Setting(name: "tls-key", kind: .value),
        Setting(name: "keys", kind: .value),
        Setting(name: "notice-command", kind: .value),
    ]

    static func named(_ name: String) -> Setting? { all.first { $0.name == name } }

    /// The arguments that say the same on the command line; nil if the texts cannot be meant.
    func arguments(_ texts: [String]) -> [String]? {
        switch kind {
        case .value: texts.count == 1 ? ["--\(name)", texts[0]] : nil
        case .list: texts.flatMap { ["--\(name)", $0] }
        case .flag:
            switch texts {
            case ["true"]: ["--\(name)"]
            case ["false"]: []
            default: nil
            }
        }
    }
}
