internal import CZlib
internal import Foundation
internal import NationalCrypto

/// A file that pages need: a style, a script, a picture.
struct Asset: Sendable {
    let type: String
    let bytes: [UInt8]
    /// The same in the format of gzip; nil where that gains nothing.
    let packed: [UInt8]?

    /// - Returns: Nil for a file that is not for pages.
    init?(name: String, bytes: [UInt8]) {
        guard let type = Self.types[String(name.split(separator: ".").last ?? "")] else {
            return nil
        }
        self.type = type
        self.bytes = bytes
        packed = Self.pack(bytes)
    }

    private static let types = [
        "css": "text/css; charset=utf-8",
        "html": "text/html; charset=utf-8",
        "js": "text/javascript; charset=utf-8",
        "svg": "image/svg+xml",
        "wav": "audio/wav",
    ]

    private static func pack(_ bytes: [UInt8]) -> [UInt8]? {
        let packed = unsafe [UInt8](unsafeUninitializedCapacity: hotline_gzip_bound(bytes.count)) {
            unsafe $1 = hotline_gzip(bytes, bytes.count, $0.baseAddress, $0.count, 9)
        }
        return packed.isEmpty || packed.count >= bytes.count ? nil : packed
    }
}

/// All files that pages need, read once.
///
/// One hash of them all stands in their paths, so that a browser may keep them for ever and a
/// script finds its neighbours by relative names.
struct Assets: Sendable {
    let hash: String
    private let files: [String: Asset]
    /// All scripts that one needs, near ones first: a browser that is told of them all need not
    /// find one by another.
    let modules: [String: [String]]

    /// Reads the folders; of two files with one name the later counts.
    init(_ folders: [URL], only names: Set<String>) throws {
        var files: [String: Asset] = [:]
        var digests: [UInt8] = []
        for folder in folders {
            let found = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            for name in found where folder == folders.last || names.contains(name) {
                let bytes = Array(try Data(contentsOf: folder.appending(path: name)))
                guard let asset = Asset(name: name, bytes: bytes) else { continue }
                files[name] = asset
                digests += Array(name.utf8) + SM3.digest(bytes)
            }
        }
        self.files = files
        let scripts = files.filter { $0.value.type.hasPrefix("text/javascript") }
        let imports = scripts.mapValues { Self.imports($0.bytes) }
        modules = Dictionary(
            uniqueKeysWithValues: imports.keys.map { ($0, Self.reached(from: $0, by: imports)) }
        )
        hash = String(SM3.digest(digests).hexadecimal.prefix(16))
    }

    subscript(name: String) -> Asset? { files[name] }

    /// What is reached from a script by what each imports, near ones first.
    private static func reached(from script: String, by imports: [String: [String]]) -> [String] {
        var found: [String] = []
        var left = imports[script] ?? []
        while let next = left.first {
            left.removeFirst()
            guard next != script, !found.contains(next) else { continue }
            found.append(next)
            left += imports[next] ?? []
        }
        return found
    }

    /// What stands between `from "./` and `"`.
    private static func imports(_ script: [UInt8]) -> [String] {
        String(decoding: script, as: UTF8.self).matches(of: /from "\.\/([\w-]+\.js)";/).map {
            String($0.output.1)
        }
    }

    /// The path that all of them lie under.
    var root: String { "/assets/\(hash)" }
}
