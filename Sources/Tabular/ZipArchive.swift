internal import CZip
internal import Foundation

/// A zip file that is read, by libzip.
///
/// Safe because nobody else has the archive, which lives as long as this does.
@safe final class ZipArchive {
    private let archive: OpaquePointer

    init(_ file: URL) throws(TableMistake) {
        var code: CInt = 0
        guard let archive = unsafe zip_open(file.path, ZIP_RDONLY, &code) else {
            throw .noWorkbook("the zip file is damaged")
        }
        unsafe self.archive = archive
    }

    deinit { unsafe zip_discard(archive) }

    /// An entry, unpacked; nil if there is none of that name.
    ///
    /// - Throws: ``TableMistake/tooLarge(max:)`` before more than `sizeMax` bytes are unpacked,
    ///   whatever the archive says of its size.
    func entry(_ name: String, sizeMax: Int) throws(TableMistake) -> Data? {
        guard let entry = unsafe zip_fopen(archive, name, 0) else { return nil }
        defer { unsafe zip_fclose(entry) }
        var data = Data()
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe zip_fread(entry, &chunk, zip_uint64_t(chunk.count))
            guard count >= 0 else { throw .noWorkbook("'\(name)' is damaged") }
            if count == 0 { return data }
            guard data.count + Int(count) <= sizeMax else { throw .tooLarge(max: sizeMax) }
            data.append(contentsOf: chunk[..<Int(count)])
        }
    }
}
