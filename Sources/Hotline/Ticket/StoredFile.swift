/// A file that was taken in, by which it is found again (附件).
package struct StoredFile: Hashable, Sendable {
    /// The digest of what is on disk, in hexadecimal.
    package let digest: String
    /// How large it is, before it was encrypted.
    package let size: Int
    /// What opens it.
    package let key: [UInt8]

    package init(digest: String, size: Int, key: [UInt8]) {
        self.digest = digest
        self.size = size
        self.key = key
    }
}
