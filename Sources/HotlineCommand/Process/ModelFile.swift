internal import Foundation
internal import Hotline

/// Where a model lies, and how it gets there and back.
enum ModelFile {
    /// Its name in a data directory.
    static let name = "classifier.model"
    /// More than any model that training makes.
    private static let sizeMax = 512 << 20

    /// The model of a file, or of a data directory; nil if neither has one.
    static func model(_ file: URL?, orIn directory: URL?) throws -> LinearModel? {
        if let file { return try load(file) }
        guard let file = directory?.appending(path: name),
            FileManager.default.fileExists(atPath: file.path)
        else { return nil }
        return try load(file)
    }

    static func load(_ file: URL) throws -> LinearModel {
        guard let data = try? Data(contentsOf: file), data.count <= sizeMax else {
            throw CommandError("cannot read the model \(file.relativePath)")
        }
        do throws(ModelError) {
            return try LinearModel(bytes: Array(data))
        } catch {
            throw CommandError("\(file.relativePath): \(error)")
        }
    }

    /// Writes it whole or not at all.
    static func save(_ model: LinearModel, to file: URL) throws {
        do {
            try Data(model.bytes).write(to: file, options: .atomic)
        } catch {
            throw CommandError("cannot write the model \(file.relativePath)")
        }
    }
}
