import { readFileSync } from 'node:fs';
import type { Environment } from './environment/environment.js';
import { quotedVariables } from './environment/quoted-variables.js';
import { FILE_VARIABLES, namedByFile, type ReadFile, withSecretFiles } from './environment/secret-files.js';
import { environmentDocument, namedByVariable } from './environment/settings-environment.js';
import { BESIDE_FILE, ignoredVariables, NAMES, unknownVariables } from './environment/unknown-variables.js';
import { exposureProblems } from './exposure.js';
import { readProxy } from './proxy.js';
import { sandboxProblem } from './sandbox-problem.js';
import { mappingAt } from './schema/at.js';
import { checkSettings, type DocumentedSettings } from './schema/check-settings.js';
import { oneEach, SettingsError, type SettingsProblem } from './settings-error.js';
import { parseSettingsFile, variablesOf } from './settings-file.js';
import type { ProxySettings, Settings } from './settings.js';

/** Settings as they were found. */
interface Source {
  /** As they were written, the server's variables included; undefined if that can't be read. */
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
 * The settings of the YAML file that `SWITCHBOARD_CONFIG` names, or without one of the environment
 * alone. The file describes all, its workspaces or the sandbox's with it: beside it only `HOST`, `PORT`, `SANDBOX`
 * and `SERVER_*` of the environment count, and they win. A secret may also be in a file that its variable with `_FILE` names. `NODE_ENV=production` makes it the profile of production.
 * Throws a SettingsError that names every wrong key, or what is missing in production or if strangers may come.
 */
export function loadSettings(given: Environment, readFile: ReadFile = readTextFile): Settings {
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
    ...unknownVariables(given, used),
  ];
  const production = given.NODE_ENV === 'production';
  const key = isFile && !given.SANDBOX ? 'server.sandbox' : 'SANDBOX';
  const sandbox =
    written === undefined || lacksSecrets ? null : sandboxProblem(written, { production, isFile, key });
  const missing = sandbox === null ? [] : [sandbox];
  if (document === null || wrong.length > 0) throw new SettingsError(oneEach([...wrong, ...missing]));
  const settings = settingsOf(document, production, proxy);
  missing.unshift(...exposureProblems(settings, isFile));
  if (missing.length > 0) throw new SettingsError(missing);
  return settings;
}

/** The variables of settings that are set in vain, as there is a settings file that doesn't read them. */
export function ignoredBesideFile(environment: Environment): readonly string[] {
  const path = environment.SWITCHBOARD_CONFIG;
  return path ? ignoredVariables(environment, variablesOf(readOrNull(path, readTextFile) ?? '')) : [];
}

/** Whether settings can be other ones when they are loaded again: a file holds them, or a secret of theirs. */
export function areReloadable(environment: Environment): boolean {
  return ['SWITCHBOARD_CONFIG', ...FILE_VARIABLES].some((name) => environment[name]);
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
  const variables = mappingAt(environmentDocument(environment), 'server');
  const own = checkSettings({ server: variables });
  const file = parseSettingsFile(text, environment, readFile);
  const { document, problems } =
    file.raw === undefined ? { document: null, problems: [] } : checkSettings(file.raw);
  const server = document && own.document && overriding(document.server, own.document.server, variables);
  return {
    ...unread,
    written: file.raw && {
      ...mappingAt(file.raw),
      server: { ...mappingAt(file.raw, 'server'), ...variables },
    },
    document: document && server && { ...document, server },
    problems: [...namedByVariable(own.problems), ...file.located([...file.problems, ...problems])],
  };
}

/** The file's settings, with those of the environment that its variables give. */
function overriding<Section extends object>(file: Section, own: Section, variables: object): Section {
  return { ...file, ...Object.fromEntries(Object.entries(own).filter(([name]) => name in variables)) };
}

/** The settings that a document means in this profile, of which everything that leaves the machine goes through the proxy. */
function settingsOf(
  document: DocumentedSettings,
  production: boolean,
  proxy: ProxySettings | undefined,
): Settings {
  const { server, workspaces = [], upstream, auth = null, ...others } = document;
  const { introspection, playground, ...served } = server;
  return {
    ...others,
    server: {
      ...served,
      production,
      introspection: introspection ?? !production,
      playground: playground ?? !production,
    },
    workspaces,
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
