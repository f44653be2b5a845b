import { readFileSync } from 'node:fs';
import type { Environment } from './environment.js';
import { exposureProblems } from './exposure.js';
import { SectionReader } from './section-reader.js';
import { ServerSection } from './settings-document.js';
import {
  environmentDocument,
  environmentSection,
  misspeltVariables,
  namedByVariable,
} from './settings-environment.js';
import { SettingsError } from './settings-error.js';
import { parseSettingsFile } from './settings-file.js';
import { settingsOf } from './settings-of-document.js';
import { readDocument } from './settings-reader.js';
import type { Settings } from './settings.js';

/**
 * The settings of the YAML file that `SWITCHBOARD_CONFIG` names, or without one of the environment
 * alone. The file describes all, at least one workspace with it: beside it only `HOST`, `PORT` and `SERVER_*` of
 * the environment count, and they win. `NODE_ENV=production` makes it the profile of production. Throws a SettingsError
 * that names every wrong key, or what is missing where strangers may come.
 */
export function loadSettings(environment: Environment, readFile = readTextFile): Settings {
  const path = environment.SWITCHBOARD_CONFIG;
  const address = environmentSection('server', environment) ?? {};
  const variables = new SectionReader();
  variables.read(new ServerSection(), address, 'server');

  const reader = path ? new SectionReader() : variables;
  const raw = path ? readSettingsFile(path, environment, readFile, reader) : environmentDocument(environment);
  const document = raw === undefined ? null : readDocument(raw, reader);
  if (path && document?.workspaces.length === 0)
    reader.report('workspaces', 'a list of at least one workspace');

  const problems = [
    ...namedByVariable(variables.problems),
    ...(path ? reader.problems : misspeltVariables(environment)),
  ];
  if (document === null || problems.length > 0) throw new SettingsError(problems);
  const server = Object.assign(document.server, address);
  const settings = settingsOf({ ...document, server }, environment.NODE_ENV === 'production');
  const exposure = exposureProblems(settings, Boolean(path));
  if (exposure.length > 0) throw new SettingsError(exposure);
  return settings;
}

/** What the file holds, or undefined where that has been reported. */
function readSettingsFile(
  path: string,
  environment: Environment,
  readFile: (path: string) => string,
  reader: SectionReader,
): unknown {
  let text: string;
  try {
    text = readFile(path);
  } catch {
    reader.report('SWITCHBOARD_CONFIG', 'the path of a file that can be read');
    return undefined;
  }
  return parseSettingsFile(text, environment, reader);
}

function readTextFile(path: string): string {
  return readFileSync(path, 'utf8');
}
