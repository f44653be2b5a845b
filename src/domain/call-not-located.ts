/**
 * Nobody can say where the call history has a call of this uuid, so that it can't be asked for: the call may well exist.
 * The message says what would help.
 */
export class CallNotLocatedError extends Error {
  override readonly name = 'CallNotLocatedError';
  readonly code = 'CALL_NOT_LOCATED';

  constructor() {
    super(
      'The call can’t be located by its uuid alone: it was not seen recently, has no notes that say when it was, and is not archived. ' +
        'Ask for it by its global id, by its uuid and startedAt (`_entities`), or within a range of `calls`.',
    );
  }
}
