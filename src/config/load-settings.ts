import { readFileSync } from 'node:fs';
import type { Environment } from './environment/environment.js';
import { quotedVariables } from './environment/quoted-variables.js';
import { FILE_VARIABLES, namedByFile, type ReadFile, withSecretFiles } from './environment/secret-files.js';
import { environmentDocument, namedByVariable } from './environment/settings-environment.js';
import {
  BESIDE_FILE,
  ignoredVariables,
  markedVariables,
  NAMES,
  unknownVariables,
} from './environment/unknown-variables.js';
import { exposureProblems, isProduction, profileProblems, sandboxProblem } from './profile.js';
import { PROXY_FILES, readProxy } from './proxy.js';
import { isMapping, mappingAt } from './schema/at.js';
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
  /** As written, including the server's variables; undefined if they can't be read. */
  readonly written: unknown;
  /** null if anything is wrong. */
  readonly document: DocumentedSettings | null;
  readonly problems: readonly SettingsProblem[];
  /** Whether a secret's file can't be read, so that a provider may only seem to be missing. */
  readonly lacksSecrets: boolean;
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
  const { written, document, problems, lacksSecrets, used } = path
    ? readSettingsFile(path, given, readFile)
    : readEnvironment(given, readFile);
  const { proxy, problems: wrongProxies } = readProxy(given, readFile);
  const wrong = [
    ...quotedVariables(given, isFile ? BESIDE_FILE : [...NAMES, ...FILE_VARIABLES]),
    ...problems,
    ...wrongProxies,
    ...profileProblems(given),
    ...markedVariables(given),
    ...unknownVariables(given, used),
  ];
  const production = isProduction(given);
  const key = isFile && !given.SANDBOX ? 'server.sandbox' : 'SANDBOX';
  const origin = { production, isFile, key };
  if (written !== undefined && !lacksSecrets) {
    // Commands need no provider in production, because made-up data would only be a risk if it were served.
    const sandbox = sandboxProblem(written, { ...origin, production: production && isServed });
    if (isServed) wrong.push(...exposureProblems(written, origin));
    if (sandbox) wrong.push(sandbox);
  }
  if (document === null || wrong.length > 0) throw new SettingsError(oneEach(wrong));
  return settingsOf(document, production, proxy);
}

/** The same error, for problems found later, with the names of environment variables if there is no file. */
export function namedAsSet({ problems }: SettingsError, environment: Environment): SettingsError {
  return new SettingsError(environment.SWITCHBOARD_CONFIG ? problems : namedByVariable(problems));
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
  return {
    written,
    document,
    problems: [...secrets.problems, ...namedByFile(namedByVariable(problems), given)],
    lacksSecrets: secrets.problems.length > 0,
    used: null,
  };
}

function readSettingsFile(path: string, environment: Environment, readFile: ReadFile): Source {
  const text = readOrNull(path, readFile);
  const unread = { written: undefined, document: null, lacksSecrets: false, used: variablesOf(text ?? '') };
  if (text === null) {
    const expected = 'the path of a readable file';
    return { ...unread, problems: [{ key: 'SWITCHBOARD_CONFIG', expected }] };
  }
  const file = parseSettingsFile(text, environment, readFile);
  const variables = mappingAt(environmentDocument(environment), 'server');
  const { server = {} } = mappingAt(file.raw);
  const written =
    file.raw === undefined || isMapping(file.raw)
      ? { ...file.raw, server: isMapping(server) ? { ...server, ...variables } : server }
      : file.raw;
  const { document, problems } = checkSettings(written);
  const isVariable = (key: string) => Object.hasOwn(variables, key.replace('server.', ''));
  return {
    ...unread,
    written: file.raw && written,
    document,
    problems: [
      ...namedByVariable(
        problems.filter(({ key }) => isVariable(key)),
        isVariable,
      ),
      ...file.located([
        ...file.problems,
        ...namedByVariable(
          problems.filter(({ key }) => !isVariable(key)),
          isVariable,
        ),
      ]),
    ],
  };
}

/** The settings of a document in this profile, with the proxy for everything that leaves the machine. */
function settingsOf(
  // Whether the sandbox is served depends on the workspaces: see sandboxProblem.
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
