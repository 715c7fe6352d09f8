internal import Glibc

/// Starts threads.
package enum ThreadStarter {
    /// Runs a function on a new thread that nobody waits for.
    package static func start(_ body: @escaping @Sendable () -> Void) {
        let work = Work(body: body)
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil, runWork, Unmanaged.passRetained(work).toOpaque())
        precondition(code == 0, "no thread: errno \(code)")
        pthread_detach(thread)
    }

    fileprivate final class Work: Sendable {
        let body: @Sendable () -> Void

        init(body: @escaping @Sendable () -> Void) {
            self.body = body
        }
    }
}

/// The reference that `start` handed over is taken back here, once.
private func runWork(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let work = Unmanaged<ThreadStarter.Work>.fromOpaque(context).takeRetainedValue()
    work.body()
    return nil
}
