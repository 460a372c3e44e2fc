internal import Glibc

/// What the operating system said when it refused.
struct SystemError: Error {
    let number: Int32

    init(_ number: Int32 = errno) {
        self.number = number
    }
}

extension SystemError: CustomStringConvertible {
    var description: String { unsafe String(cString: strerror(number)) }
}

/// Lets the process have so many descriptors, as far as the system lets us.
///
/// The usual limit, 1,024, is there for programs that use select().
func allowDescriptors(_ count: Int) {
    var limit = rlimit()
    guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    guard limit.rlim_cur < rlim_t(count) else { return }
    limit.rlim_cur = min(rlim_t(count), limit.rlim_max)
    unsafe setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
}
