/** An operation exceeds a limit. The message states the limit and, if known, the measured value. */
export class LimitError extends Error {
  override readonly name = 'LimitError';
  readonly code = 'BAD_USER_INPUT';

  /** `details`: the same values in structured form, for the error's `extensions`. */
  constructor(
    message: string,
    readonly details: Readonly<Record<string, unknown>> = {},
  ) {
    super(message);
  }
}
