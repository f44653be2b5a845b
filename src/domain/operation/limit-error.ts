/** What an operation asks for is more than a limit allows. The message says what was measured, and what is allowed. */
export class LimitError extends Error {
  override readonly name = 'LimitError';
}
