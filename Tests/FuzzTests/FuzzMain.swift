import Foundation

private let entry: FuzzEntry = {
    let name = ProcessInfo.processInfo.environment["HOTLINE_FUZZ"] ?? ""
    guard let entry = FuzzEntry(rawValue: name) else {
        preconditionFailure("HOTLINE_FUZZ names one of \(FuzzEntry.allCases)")
    }
    return entry
}()

/// What libFuzzer, which brings its own main, calls with each input that is worth trying.
///
/// The entry is the one that `HOTLINE_FUZZ` names.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOne(_ bytes: UnsafePointer<UInt8>, _ size: Int) -> Int32 {
    unsafe entry.run(Array(UnsafeBufferPointer(start: bytes, count: size)))
    return 0
}
