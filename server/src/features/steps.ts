/**
 * Work over many files that gives way: it yields between files, and whoever runs it may stop there
 * or let others have their turn.
 */
export type Steps<T> = Generator<undefined, T>;
