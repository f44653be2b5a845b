/**
 * A call can't be requested because its time isn't known from its uuid alone. The call may well exist. The message lists
 * the lookups that work.
 */
export class CallNotLocatedError extends Error {
  override readonly name = 'CallNotLocatedError';
  readonly code = 'CALL_NOT_LOCATED';

  constructor() {
    super(
      'The call can’t be located by its uuid alone: it was not seen recently, has no notes that date it, and is not archived. ' +
        'Request it by its global id, by its uuid and startedAt (`_entities`), or within a range of `calls`.',
    );
  }
}
