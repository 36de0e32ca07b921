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
}
