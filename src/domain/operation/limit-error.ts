/** What an operation asks for is more than a limit allows. The message says what was measured, and what is allowed. */
export class LimitError extends Error {
  override readonly name = 'LimitError';

  /** `details` are the same in numbers, for the error's `extensions`. */
  constructor(
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}
