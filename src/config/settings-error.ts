/** One wrong setting; neither part ever holds its value. */
export interface SettingsProblem {
  /** A path of the file, such as `workspaces[0].ccrm.token`, or the name of an environment variable. */
  readonly key: string;
  /** What would be right, as a noun phrase. */
  readonly expected: string;
}

/** Settings that can't be used. The message has one line for each wrong key and may be shown to anyone. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly problems: readonly SettingsProblem[]) {
    super(
      ['Wrong settings:', ...problems.map(({ key, expected }) => `  ${key}: expected ${expected}`)].join(
        '\n',
      ),
    );
  }
}
