/** The exit code if the command line or the settings are invalid. */
export const EXIT_USAGE = 2;
/** The exit code if a command ran and found a problem. */
export const EXIT_FAILURE = 1;

/** The reason why a command can't run, for the person who typed it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    message: string,
    /** The exit code of the process. */
    readonly exitCode: number,
  ) {
    super(message);
  }
}
