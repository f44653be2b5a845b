import { readFileSync } from 'node:fs';
import type { Environment } from './environment/environment.js';
import { FILE_VARIABLES, type ReadFile, withSecretFiles } from './environment/secret-files.js';
import { environmentDocument, indexOfVariable, namedByVariable } from './environment/settings-environment.js';
import { ignoredVariables, variableProblems } from './environment/unknown-variables.js';
import { missingAuthProblems, isProduction, profileProblems, sandboxProblems } from './profile.js';
import { PROXY_FILES, readProxy } from './proxy.js';
import { isMapping, mappingAt } from './schema/plain-data.js';
import { checkSettings, type DocumentedSettings } from './schema/settings-schema.js';
import { oneEach, SettingsError, type SettingsProblem } from './settings-error.js';
import { parseSettingsFile, variablesOf } from './settings-file.js';
import type { ProxySettings, Settings } from './settings.js';

interface LoadOptions {
  readonly readFile?: ReadFile;
  /** Whether a server is started, which others may reach. */
  readonly isServed?: boolean;
}

/** The settings as they were found. */
interface Source {
  /** As written, including the server's variables; undefined if they, or a secret's file, can't be read. */
  readonly written: unknown;
  /** null if anything is wrong. */
  readonly document: DocumentedSettings | null;
  readonly problems: readonly SettingsProblem[];
  /** The variables that a file reads; null without a file. */
  readonly used: ReadonlySet<string> | null;
}

/**
 * Loads the settings of the YAML file that `SWITCHBOARD_CONFIG` names or, without one, of the environment. A file
 * describes everything, including its workspaces or the sandbox's; beside it, only the server's variables apply, such
 * as `PORT`, `LOG_LEVEL` and `SERVER_*`, and take precedence. A secret may also be in a file that its variable with
 * `_FILE` names. `NODE_ENV=production` selects the production profile. Throws a SettingsError that names every wrong
 * key, and what is missing in production or if others can reach the server.
 */
export function loadSettings(
  given: Environment,
  { readFile = readTextFile, isServed = true }: LoadOptions = {},
): Settings {
  const path = given.SWITCHBOARD_CONFIG;
  const isFile = Boolean(path);
  const source = path ? readSettingsFile(path, given, readFile) : readEnvironment(given, readFile);
  const { written, document, used } = source;
  const { proxy, problems: wrongProxies } = readProxy(given, readFile);
  const production = isProduction(given);
  const origin = { production, isFile, key: isFile && !given.SANDBOX ? 'server.sandbox' : 'SANDBOX' };
  const wrong = [
    ...variableProblems(given, used),
    ...source.problems,
    ...wrongProxies,
    ...profileProblems(given),
    ...(written !== undefined && isServed ? missingAuthProblems(written, origin) : []),
    // Commands need no provider in production, because made-up data would only be a risk if it were served.
    ...(written === undefined
      ? []
      : sandboxProblems(written, { ...origin, production: production && isServed })),
  ];
  if (document === null || wrong.length > 0) throw new SettingsError(oneEach(wrong));
  return settingsOf(document, production, proxy);
}

/** The same error, for problems found later, with the names of environment variables if there is no file. */
export function namedAsSet({ problems }: SettingsError, environment: Environment): SettingsError {
  return new SettingsError(
    environment.SWITCHBOARD_CONFIG ? problems : namedByVariable(problems, environment),
  );
}

/** The settings' variables that have no effect because the settings file doesn't read them. */
export function ignoredBesideFile(environment: Environment): readonly string[] {
  const path = environment.SWITCHBOARD_CONFIG;
  return path ? ignoredVariables(environment, variablesOf(readOrNull(path, readTextFile) ?? '')) : [];
}

/** Whether loading again may give other settings: a file holds them, or one of their secrets. */
export function areReloadable(environment: Environment): boolean {
  return ['SWITCHBOARD_CONFIG', ...FILE_VARIABLES, ...PROXY_FILES].some((name) => environment[name]);
}

function readEnvironment(given: Environment, readFile: ReadFile): Source {
  const secrets = withSecretFiles(given, readFile);
  const written = environmentDocument(secrets.environment);
  const { document, problems } = checkSettings(written);
  const sorted = problems.toSorted((a, b) => indexOfVariable(a.key) - indexOfVariable(b.key));
  return {
    written: secrets.problems.length > 0 ? undefined : written,
    document,
    problems: [...secrets.problems, ...namedByVariable(sorted, given)],
    used: null,
  };
}

function readSettingsFile(path: string, environment: Environment, readFile: ReadFile): Source {
  const text = readOrNull(path, readFile);
  if (text === null) {
    const problems = [{ key: 'SWITCHBOARD_CONFIG', expected: 'the path of a readable file' }];
    return { written: undefined, document: null, problems, used: new Set() };
  }
  const file = parseSettingsFile(text, environment, readFile);
  const variables = mappingAt(environmentDocument(environment), 'server');
  const { raw = {} } = file;
  const { server = {} } = mappingAt(raw);
  const written = isMapping(raw) && isMapping(server) ? { ...raw, server: { ...server, ...variables } } : raw;
  const { document, problems } = checkSettings(written);
  const isVariable = (key: string) => Object.hasOwn(variables, key.replace('server.', ''));
  const located = [...file.problems, ...problems].map((problem) =>
    isVariable(problem.key) ? problem : { line: file.lineOf(problem.key), ...problem },
  );
  return {
    written: file.raw && written,
    document,
    problems: namedByVariable(located, environment, isVariable).toSorted(
      (a, b) => (a.line ?? 0) - (b.line ?? 0),
    ),
    used: variablesOf(text),
  };
}

/** The settings of a document in this profile, with the proxy for everything that leaves the machine. */
function settingsOf(
  // Whether the sandbox is served depends on the workspaces: see sandboxProblems.
  {
    server: { introspection, playground, sandbox: _, ...served },
    upstream,
    auth,
    ...others
  }: DocumentedSettings,
  production: boolean,
  proxy: ProxySettings | undefined,
): Settings {
  return {
    ...others,
    server: {
      ...served,
      production,
      introspection: introspection ?? !production,
      playground: playground ?? !production,
    },
    upstream: { ...upstream, proxy },
    auth: auth && { ...auth, jwt: auth.jwt && { ...auth.jwt, proxy } },
  };
}

function readOrNull(path: string, readFile: ReadFile): string | null {
  try {
    return readFile(path);
  } catch {
    return null;
  }
}

function readTextFile(path: string): string {
  return readFileSync(path, 'utf8');
}
