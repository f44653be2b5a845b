import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { Environment } from '../config/environment/environment.js';
import { loadSettings } from '../config/load-settings.js';
import type { DocumentedSettings } from '../config/schema/settings-schema.js';
import { SettingsError, type SettingsProblem } from '../config/settings-error.js';
import type { Settings } from '../config/settings.js';
import { silentLogger } from '../observability/log.js';
import { createEmbeddedGraph, type EmbeddedGraph } from '../operations/embedding/embedded-graph.js';
import { createResponseCache } from '../operations/response-cache/response-cache.js';
import { listen } from '../http/backpressure/accept-connections.js';
import { createServer } from './create-server.js';
import { openSources } from './open-sources.js';

/** The sections of a settings file, as in docs/settings.md; validated when they are read. */
export type SettingsSections = { readonly [Section in keyof DocumentedSettings]?: unknown };

/** All are optional: without any, the sandbox is served. */
export interface SwitchboardOptions {
  /** The content of a settings file. If absent, `environment` describes everything. */
  readonly settings?: SettingsSections | undefined;
  /** The environment variables, also for `${NAME}` in `settings`; none if absent. */
  readonly environment?: Environment | undefined;
  /** Logs nothing if absent. */
  readonly logger?: Logger | undefined;
}

/** Switchboard inside another program. */
export interface Switchboard extends AsyncDisposable {
  /**
   * The server of `/graphql`, health checks and, unless the settings turn it off, the playground; the same one on every
   * call. It doesn't listen yet.
   */
  server(): Promise<FastifyInstance>;
  /** Makes `server` listen on the settings' host and port; resolves to its address, without a trailing slash. */
  listen(): Promise<string>;
  /** The schema and its executor, for another server; the same on every call. */
  graph(): Promise<EmbeddedGraph>;
  /** Answers the requests that `server` has accepted, for up to 9 s, and ends every connection, timer and thread. */
  close(): Promise<void>;
}

/**
 * Connects the settings' workspaces with their providers, or with the sandbox if no provider is configured. Rejects with a
 * SettingsError that names every wrong setting.
 */
export async function createSwitchboard(options: SwitchboardOptions = {}): Promise<Switchboard> {
  const { logger = silentLogger() } = options;
  const settings = settingsOf(options);
  const responses = settings.cache.responses ? createResponseCache() : null;
  const sources = await openSources(settings, logger, { forgotten: responses?.forget });
  const { workspaces } = sources;
  const closing = new AbortController();
  let server: Promise<FastifyInstance> | null = null;
  let graph: Promise<EmbeddedGraph> | null = null;
  let closed: Promise<void> | null = null;

  function refuseIfClosed(): void {
    if (closing.signal.aborted) throw new Error('This Switchboard is closed.');
  }

  async function end(): Promise<void> {
    closing.abort();
    const opened = await server?.catch(() => null);
    await opened?.close();
    await sources.close();
  }

  const switchboard: Switchboard = {
    async server() {
      refuseIfClosed();
      server ??= createServer(settings, workspaces, logger, { closing: closing.signal, responses });
      return server;
    },
    listen: async () => listen(await switchboard.server(), settings.server),
    async graph() {
      refuseIfClosed();
      graph ??= createEmbeddedGraph(settings, workspaces, logger);
      return graph;
    },
    close: () => (closed ??= end()),
    [Symbol.asyncDispose]: () => switchboard.close(),
  };
  return switchboard;
}

/** The path under which `settings` are read as a file. */
const FILE = 'settings';

function settingsOf({ settings, environment = {} }: SwitchboardOptions): Settings {
  if (settings === undefined) return loadSettings(environment);
  // JSON is YAML, so the settings are read and checked like a file.
  const readFile = (path: string) => (path === FILE ? JSON.stringify(settings) : readFileSync(path, 'utf8'));
  try {
    return loadSettings({ ...environment, SWITCHBOARD_CONFIG: FILE }, { readFile });
  } catch (error) {
    throw error instanceof SettingsError ? new SettingsError(error.problems.map(namedByOption)) : error;
  }
}

/** A problem of the whole file is one of the option. */
function namedByOption(problem: SettingsProblem): SettingsProblem {
  return problem.key === 'SWITCHBOARD_CONFIG' ? { ...problem, key: FILE } : problem;
}
