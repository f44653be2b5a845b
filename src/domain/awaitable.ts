/** A value if it is in memory, else a promise of it. */
export type Awaitable<T> = T | Promise<T>;

/** Applies `next` to a value: synchronously unless the value is a promise. */
export function whenReady<T, U>(value: Awaitable<T>, next: (value: T) => Awaitable<U>): Awaitable<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
