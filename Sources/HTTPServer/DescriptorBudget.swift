internal import Glibc

/// How many files the process may have open, and how many of them may be connections.
enum DescriptorBudget {
    /// Raises the process's own limit as far as the system allows and it is needed.
    ///
    /// - Returns: connections a reactor, at most `wanted`, that leave descriptors to the rest of the process.
    static func connections(wanted: UInt32, reactors: Int) -> UInt32 {
        let needed = Int(wanted) * reactors + Limits.sparedDescriptors
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return wanted
        }
        if Int(clamping: limit.rlim_cur) < needed {
            limit.rlim_cur = min(rlim_t(needed), limit.rlim_max)
            // When this fails the old limit stands, and is read below.
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        let affordable = (descriptors - Limits.sparedDescriptors) / reactors
        return UInt32(clamping: max(1, min(Int(wanted), affordable)))
    }

    /// No descriptor of the process is as large as this.
    static var descriptors: Int {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else {
            return Limits.descriptorsMax
        }
        return min(Int(clamping: limit.rlim_cur), Limits.descriptorsMax)
    }
}
