import type { Environment } from '../../config/environment/environment.js';
import { tracingWarning } from '../../config/tracing.js';
import { ignoredBesideFile, loadSettings } from '../../config/load-settings.js';
import { SettingsError } from '../../config/settings-error.js';
import { PROVIDERS } from '../../domain/upstream/upstream-error.js';
import { CommandError, EXIT_FAILURE } from './command-error.js';

/**
 * The output of `switchboard check-config` for valid settings: the workspaces, a warning if tracing is off despite a
 * configured collector, and ignored variables. Sends no request. Throws a CommandError that lists every error, but no
 * value.
 */
export function checkConfig(environment: Environment): string {
  const { workspaces, sandbox } = settingsOf(environment);
  const served = workspaces.map((workspace) => {
    return `${workspace.id} (${PROVIDERS.filter((provider) => workspace[provider] !== null).join(', ')})`;
  });
  const found =
    served.length > 0
      ? `Workspaces: ${served.join(', ')}.`
      : `No provider is configured; serving the sandbox. Workspaces: ${sandbox.workspaces.join(', ')}.`;
  const warning = tracingWarning(environment);
  const warned = warning === null ? '' : `Warning: ${warning}.\n`;
  return `The settings are valid. ${found}\n${warned}${ignoredText(ignoredBesideFile(environment))}`;
}

/** A line that lists ignored variables; empty if there are none. */
export function ignoredText(variables: readonly string[]): string {
  return variables.length === 0
    ? ''
    : `Ignored because the settings file doesn’t read them: ${variables.join(', ')}.\n`;
}

function settingsOf(environment: Environment) {
  try {
    return loadSettings(environment);
  } catch (error) {
    throw error instanceof SettingsError ? new CommandError(error.message, EXIT_FAILURE) : error;
  }
}
