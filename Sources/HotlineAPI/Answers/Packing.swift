internal import CZlib
internal import HTTPTypes
internal import MicroHTTP

extension Response {
    /// What is smaller goes as it is: it is quicker sent than packed.
    private static let packedMin = 8 << 10
    /// Half as small as can be, in a tenth of the time.
    private static let level: Int32 = 1

    /// Packs JSON that is long, for whoever can unpack it: a queue of 200 is a quarter of itself.
    mutating func pack() {
        guard body.count >= Self.packedMin, fields[.contentEncoding] == nil,
            fields[.contentType]?.hasPrefix("application/json") ?? false
        else { return }
        let bytes = body
        let packed = unsafe [UInt8](unsafeUninitializedCapacity: hotline_gzip_bound(bytes.count)) {
            unsafe $1 = hotline_gzip(bytes, bytes.count, $0.baseAddress, $0.count, Self.level)
        }
        guard !packed.isEmpty, packed.count < bytes.count else { return }
        body = packed
        fields[.contentEncoding] = "gzip"
        fields[.vary] = "Accept-Encoding"
    }
}
