import { readFileSync } from 'node:fs';
import type { Environment } from './environment/environment.js';
import { exposureProblems } from './exposure.js';
import { readProxy, withProxy } from './proxy.js';
import { sandboxProblem } from './sandbox-problem.js';
import { FILE_VARIABLES, namedByFile, type ReadFile, withSecretFiles } from './environment/secret-files.js';
import { SectionReader } from './document/section-reader.js';
import { ServerSection } from './document/settings-document.js';
import {
  environmentDocument,
  environmentSection,
  namedByVariable,
} from './environment/settings-environment.js';
import { SettingsError, type SettingsProblem } from './settings-error.js';
import { parseSettingsFile, variablesOf } from './document/settings-file.js';
import { settingsOf } from './document/settings-of-document.js';
import { readDocument } from './document/settings-reader.js';
import type { Settings } from './settings.js';
import { unknownVariables } from './environment/unknown-variables.js';

/**
 * The settings of the YAML file that `SWITCHBOARD_CONFIG` names, or without one of the environment
 * alone. The file describes all, its workspaces or the sandbox's with it: beside it only `HOST`, `PORT`, `SANDBOX`
 * and `SERVER_*` of the environment count, and they win. A secret may also be in a file that its variable with `_FILE` names. `NODE_ENV=production` makes it the profile of production.
 * Throws a SettingsError that names every wrong key, or what is missing in production or if strangers may come.
 */
export function loadSettings(given: Environment, readFile: ReadFile = readTextFile): Settings {
  const path = given.SWITCHBOARD_CONFIG;
  const secrets = path ? { environment: given, problems: [] } : withSecretFiles(given, readFile);
  const { environment } = secrets;
  const { proxy, problems: wrongProxies } = readProxy(given, readFile);
  const address = environmentSection('server', environment) ?? {};
  const variables = new SectionReader();
  variables.read(new ServerSection(), address, 'server');

  const reader = path ? new SectionReader() : variables;
  const text = path ? readSettingsFile(path, readFile, reader) : null;
  const raw =
    text === null ? environmentDocument(environment) : parseSettingsFile(text, environment, readFile, reader);
  const document = raw === undefined ? null : readDocument(raw, reader);
  const wrong = withoutConsequences([
    ...secrets.problems,
    ...namedByFile(namedByVariable(variables.problems), given),
    ...(path ? reader.problems : []),
    ...wrongProxies,
    ...unknownVariables(given, text === null ? null : variablesOf(text)),
  ]);
  if (document === null) throw new SettingsError(wrong);
  Object.assign(document.server, address);
  const production = environment.NODE_ENV === 'production';
  const key = path && !('sandbox' in address) ? 'server.sandbox' : 'SANDBOX';
  const missing: SettingsProblem[] = [];
  const sandbox = sandboxProblem(document, { production, isFile: Boolean(path), key });
  // A provider may be missing only because its secret couldn't be read.
  if (sandbox !== null && secrets.problems.length === 0) missing.push(sandbox);
  if (wrong.length > 0) throw new SettingsError(withoutConsequences([...wrong, ...missing]));
  const settings = withProxy(settingsOf(document, production), proxy);
  missing.unshift(...exposureProblems(settings, Boolean(path)));
  if (missing.length > 0) throw new SettingsError(missing);
  return settings;
}

/** Whether settings can be other ones when they are loaded again: a file holds them, or a secret of theirs. */
export function areReloadable(environment: Environment): boolean {
  return ['SWITCHBOARD_CONFIG', ...FILE_VARIABLES].some((name) => environment[name]);
}

/** The first problem of each key: others follow from it. */
function withoutConsequences(problems: readonly SettingsProblem[]): readonly SettingsProblem[] {
  return problems.filter(({ key }, index) => problems.findIndex((other) => other.key === key) === index);
}

/** The file's text; empty if it can't be read, which has been reported. */
function readSettingsFile(path: string, readFile: ReadFile, reader: SectionReader): string {
  try {
    return readFile(path);
  } catch {
    reader.report('SWITCHBOARD_CONFIG', 'the path of a file that can be read');
    return '';
  }
}

function readTextFile(path: string): string {
  return readFileSync(path, 'utf8');
}
