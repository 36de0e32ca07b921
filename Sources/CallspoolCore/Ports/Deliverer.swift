/// Brings status records to their receiver.
///
/// An implementer must make true:
/// - A delivery has the same id and the same body at every try, also after a restart, so that a receiver that keeps ids
///   sees each once.
/// - It returns within the time limit of the settings, whatever the receiver does.
/// - When the task is canceled it returns soon, with `abandoned` unless the answer is already there.
public protocol Deliverer: Sendable {
    /// Makes one request. Whatever goes wrong is an answer, never an error.
    func deliver(_ delivery: Delivery) async -> DeliveryAnswer

    /// Where those who deliver run best: where its requests are made, so that no request is handed from thread to thread.
    ///
    /// `nil` when it makes no difference.
    var executor: (any TaskExecutor)? { get }
}

extension Deliverer {
    /// Anywhere.
    public var executor: (any TaskExecutor)? { nil }
}
