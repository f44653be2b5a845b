import { Document } from 'yaml';
import { SCOPES } from '../../domain/caller.js';
import { PROVIDERS } from '../../domain/upstream/upstream-error.js';
import { mappingAt } from '../schema/plain-data.js';
import type { Schema } from '../schema/setting.js';
import { SANDBOX_ID, SETTINGS } from '../schema/settings-schema.js';
import { namingSettings, type SettingsProblem } from '../settings-error.js';
import type { Environment } from './environment.js';

type Keys = readonly (string | number)[];

interface Variable {
  readonly name: string;
  /** The setting's path, such as `workspaces.ccrm.token`. */
  readonly path: string;
  /** The path with the index of a list's first item. */
  readonly keys: Keys;
  readonly secret: boolean;
}

/** The variable of each setting that has one, in the order of the settings. */
export const VARIABLES: readonly Variable[] = variablesOf(SETTINGS, []);

/** The id of the workspace that the environment alone describes, unless `WORKSPACE_ID` is set. */
const ENVIRONMENT_ID = 'default';

function variablesOf(schema: Schema<unknown>, keys: Keys): readonly Variable[] {
  const { item, variable: name, secret = false, entries = {} } = schema;
  if (item) return variablesOf(item, [...keys, 0]);
  if (name !== undefined) return [{ name, path: keys.filter((key) => key !== 0).join('.'), keys, secret }];
  return Object.entries(entries).flatMap(([setting, entry]) => variablesOf(entry, [...keys, setting]));
}

/**
 * The document that the environment alone describes: one workspace, or none if no provider is configured. An empty
 * variable counts as missing.
 */
export function environmentDocument(environment: Environment): Readonly<Record<string, unknown>> {
  const document = new Document({});
  for (const { name, keys } of VARIABLES) {
    const value = environment[name];
    if (value && !isServiceVariable(name, value)) document.setIn(keys, value);
  }
  const given = mappingAt(document.toJS());
  const workspace = { id: ENVIRONMENT_ID, ...mappingAt(given, 'workspaces', 0) };
  const isConfigured = PROVIDERS.some((provider) => provider in workspace);
  // One key with every scope in the one workspace.
  const key = {
    name: 'default',
    workspaces: [isConfigured ? workspace.id : SANDBOX_ID],
    scopes: SCOPES,
    ...mappingAt(given, 'auth', 'apiKeys', 0),
  };
  return {
    ...given,
    workspaces: isConfigured ? [workspace] : undefined,
    auth: 'auth' in given ? { ...mappingAt(given, 'auth'), apiKeys: [key] } : undefined,
  };
}

/** The variable that names the file of this variable. */
export function fileVariable(name: string): string {
  return `${name}_FILE`;
}

/**
 * The problems of settings, named by the variables that set them, or that name their files; a setting that `isVariable`
 * excludes keeps its path.
 */
export function namedByVariable(
  problems: readonly SettingsProblem[],
  environment: Environment,
  isVariable: (key: string) => boolean = () => true,
): readonly SettingsProblem[] {
  const nameOf = (key: string) => {
    const variable = isVariable(key) ? VARIABLES[indexOfVariable(key)] : undefined;
    if (variable === undefined) return key.replace('workspaces.', '');
    const file = fileVariable(variable.name);
    return variable.secret && environment[file] ? file : variable.name;
  };
  return problems.map(({ key, expected, ...line }) => {
    return { key: nameOf(key), expected: namingSettings(expected, nameOf), ...line };
  });
}

/** The position in `VARIABLES` of the variable that sets a setting; -1 if there is none. */
export function indexOfVariable(key: string): number {
  return VARIABLES.findIndex(({ path }) => path === key.replaceAll('[0]', ''));
}

const BY_NAME = /_SERVICE_(HOST|PORT(_\w+)?)$|_PORT_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?$/;
const BY_ADDRESS = /^(tcp|udp|sctp):\/\//;

/**
 * Whether Kubernetes or Docker sets a variable for a neighbouring service, whose name may start with one of our
 * prefixes: a service `redis` sets `REDIS_SERVICE_HOST`, `REDIS_PORT_6379_TCP_ADDR`, and `REDIS_PORT` with an address.
 */
export function isServiceVariable(name: string, value = ''): boolean {
  return BY_NAME.test(name) || (name.endsWith('_PORT') && BY_ADDRESS.test(value));
}
