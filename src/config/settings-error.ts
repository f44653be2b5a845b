/** One wrong setting; never contains its value. */
export interface SettingsProblem {
  /** A path of the file, such as `workspaces[0].ccrm.token`, or the name of an environment variable. */
  readonly key: string;
  /** The right value as a noun phrase; or UNKNOWN_SETTING, perhaps with a suggestion. */
  readonly expected: string;
  /** The file's line, from 1, if it has more than one. */
  readonly line?: number | undefined;
}

/** Begins `expected` for a setting that doesn't exist. */
export const UNKNOWN_SETTING = 'unknown setting';

/** Settings that can't be used. The message has one line for each wrong key and may be shown to anyone. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(readonly problems: readonly SettingsProblem[]) {
    const lines = problems.map(({ key, expected, line }) => {
      return `  ${key}${line === undefined ? '' : ` (line ${line})`}: ${problemText(expected)}`;
    });
    super(['Invalid settings:', ...lines].join('\n'));
  }
}

function problemText(expected: string): string {
  return expected.startsWith(UNKNOWN_SETTING) ? expected : `expected ${expected}`;
}

/** Replaces each reference to another setting, such as `{upstream.deadline}`, with the name that the reader knows. */
export function namingSettings(expected: string, nameOf: (path: string) => string): string {
  return expected.replace(/\{(\w+(?:\.\w+)+)\}/g, (_, path: string) => nameOf(path));
}

/** The first problem of each key; others follow from it, unless they are on another line. */
export function oneEach(problems: readonly SettingsProblem[]): readonly SettingsProblem[] {
  const isSame = (a: SettingsProblem, b: SettingsProblem) =>
    a.key === b.key && (a.line ?? b.line) === (b.line ?? a.line);
  return problems.filter((each, index) => problems.findIndex((other) => isSame(each, other)) === index);
}
