/** What a process ends with if the command line or the settings are wrong. */
export const EXIT_USAGE = 2;
/** What a process ends with if a command ran and has something to complain of. */
export const EXIT_FAILURE = 1;

/** Why a command can’t be run, in words for the person who typed it. */
export class CommandError extends Error {
  override readonly name = 'CommandError';

  constructor(
    message: string,
    /** What the process ends with. */
    readonly exitCode: number,
  ) {
    super(message);
  }
}
