/** What is in memory is given at once, everything else as a promise. */
export type Awaitable<T> = T | Promise<T>;

/** What `next` makes of a value: at once where the value is there already. */
export function whenReady<T, U>(value: Awaitable<T>, next: (value: T) => Awaitable<U>): Awaitable<U> {
  return value instanceof Promise ? value.then(next) : next(value);
}
