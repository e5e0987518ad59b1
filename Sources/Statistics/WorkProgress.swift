/// Told how much of long work is done, from any thread: first 0 of the total, then each step, not
/// always in order. Work in several passes counts each from 0.
public typealias WorkProgress = @Sendable (_ done: Int, _ total: Int) -> Void
