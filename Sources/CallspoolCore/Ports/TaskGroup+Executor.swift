// `addTask(executorPreference: nil)` ought to leave the child on the executor that its parent prefers, and does in a debug
// build. Where the optimiser specialises it (Swift 6.3) the child loses the preference and runs on the global pool. So an
// executor that may be absent goes through here, and `Scripts/forbidden-calls.sh` finds who does not.

extension TaskGroup {
    /// Adds a child that runs on an executor, or where its parent runs when there is none.
    public mutating func addTask(
        on executor: (any TaskExecutor)?,
        operation: sending @escaping @isolated(any) () async -> ChildTaskResult
    ) {
        if let executor {
            addTask(executorPreference: executor, operation: operation)
        } else {
            addTask(operation: operation)
        }
    }
}

extension ThrowingTaskGroup {
    /// Adds a child that runs on an executor, or where its parent runs when there is none.
    public mutating func addTask(
        on executor: (any TaskExecutor)?,
        operation: sending @escaping @isolated(any) () async throws -> ChildTaskResult
    ) {
        if let executor {
            addTask(executorPreference: executor, operation: operation)
        } else {
            addTask(operation: operation)
        }
    }
}

extension DiscardingTaskGroup {
    /// Adds a child that runs on an executor, or where its parent runs when there is none.
    public mutating func addTask(
        on executor: (any TaskExecutor)?,
        operation: sending @escaping @isolated(any) () async -> Void
    ) {
        if let executor {
            addTask(executorPreference: executor, operation: operation)
        } else {
            addTask(operation: operation)
        }
    }
}
