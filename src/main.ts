#!/usr/bin/env node
import './supported-node.js';
import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { processEnvironment } from './config/environment/environment.js';
import { areReloadable, loadSettings } from './config/load-settings.js';
import { suggestion } from './config/document/section-reader.js';
import { VERSION } from './config/package-version.js';
import { SettingsError } from './config/settings-error.js';
import type { Settings } from './config/settings.js';
import { tracingSettings } from './config/tracing.js';
import { buildGraphSchema } from './graph/schema/build-schema.js';
import { federatedSdl } from './graph/federation/federated-sdl.js';
import { decodeGlobalId, workspaceOfId } from './graph/relay/global-id.js';
import { schemaSdl } from './graph/schema/schema-sdl.js';
import { stitchingSdl } from './graph/stitching/stitching-sdl.js';
import { traceOf } from './operations/format-error.js';
import { explain } from './operations/limits/explain.js';
import { openLog } from './observability/log.js';
import { serve } from './app/serve.js';
import { announce } from './app/start-line.js';
import { USAGE } from './usage.js';

/** The first one ends the server when it has answered, the second one, of whichever kind, at once. */
const END_SIGNALS = ['SIGINT', 'SIGTERM'] as const;
const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;

process.once('uncaughtException', (error) => {
  exit(EXIT_FAILURE, `${JSON.stringify({ msg: 'crash', ...traceOf(error) })}\n`);
});

const commands = new Map([
  ['serve', startServer],
  ['schema', printSchema],
  ['explain', explainFile],
  ['doctor', checkProviders],
]);

const { positionals, values } = readArguments();
const [name = 'serve', ...operands] = positionals;
const command = commands.get(name);
if (values.version === true) process.stdout.write(`${VERSION}\n`);
else if (values.help === true) process.stdout.write(USAGE);
else if (command === undefined) {
  exit(EXIT_USAGE, `“${name}” is not a command${suggestion(name, [...commands.keys()])}.\n\n${USAGE}`);
} else if (operands.length !== (name === 'explain' ? 1 : 0)) exit(EXIT_USAGE, USAGE);
else await command();

async function printSchema(): Promise<void> {
  const schema = await buildGraphSchema();
  if (values.federated === true) {
    const { auth, federation } = readSettings();
    const authorization = auth !== null && federation.authorization && values['no-authorization'] !== true;
    process.stdout.write(federatedSdl(schema, { authorization }));
  } else {
    process.stdout.write(values.stitching === true ? stitchingSdl(schema) : schemaSdl(schema));
  }
}

async function explainFile(): Promise<void> {
  const { limits, workspaces, sandbox } = readSettings();
  const [file = ''] = operands;
  const { text, verdict } = explain(await buildGraphSchema(), limits, {
    text: readText(file),
    variables: readVariables(values.variables ?? '{}'),
    operationName: values.operation,
    workspaces: workspaces.length === 0 ? sandbox.workspaces : workspaces.map(({ id }) => id),
  });
  if (verdict === 'INVALID') exit(EXIT_USAGE, text);
  process.stdout.write(text);
  if (verdict === 'REFUSED') process.exitCode = EXIT_FAILURE;
}

async function checkProviders(): Promise<void> {
  const { workspaces, upstream } = readSettings();
  const chosen = workspaces.filter(({ id }) => id === (values.workspace ?? id));
  if (workspaces.length === 0) exit(EXIT_USAGE, 'No provider is configured.\n');
  if (chosen.length === 0) exit(EXIT_USAGE, 'No workspace of the settings has this id.\n');
  if (values.id !== undefined) {
    const { examineId } = await import('./doctor/examine-id.js');
    const id = decodeGlobalId(values.id);
    const found = examineId(
      id && { type: id.type, workspace: workspaceOfId(id) },
      workspaces.map((workspace) => workspace.id),
    );
    process.stdout.write(values.json === true ? `${JSON.stringify(found, null, 2)}\n` : `${found.text}\n`);
    if (!found.configured) process.exitCode = EXIT_FAILURE;
    return;
  }
  const { diagnose } = await import('./doctor/doctor.js');
  const { reportText } = await import('./doctor/report-text.js');
  const examined = () => diagnose({ workspaces: chosen, upstream }, pino({ level: 'silent' }));
  if (values.watch === true) {
    const { watchAsJson, watchProviders, WATCH_INTERVAL } = await import('./doctor/watch.js');
    return (values.json === true ? watchAsJson : watchProviders)({
      diagnose: examined,
      print: (text) => process.stdout.write(text),
      pause: () => sleep(WATCH_INTERVAL * 1000, true),
      now: Date.now,
    });
  }
  const report = await examined();
  process.stdout.write(values.json === true ? `${JSON.stringify(report, null, 2)}\n` : reportText(report));
  if (report.problems > 0) process.exitCode = EXIT_FAILURE;
}

/** Variables as JSON, or in the file that is named behind an `@`. */
function readVariables(given: string): Readonly<Record<string, unknown>> {
  try {
    const variables: unknown = JSON.parse(given.startsWith('@') ? readText(given.slice(1)) : given);
    if (typeof variables === 'object' && variables !== null) return { ...variables };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return exit(EXIT_USAGE, 'The variables must be a JSON object.\n');
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return exit(EXIT_USAGE, `The file ${file} can't be read.\n`);
  }
}

async function startServer(): Promise<void> {
  try {
    const settings = readSettings();
    const log = openLog(settings.server.logLevel);
    const running = await serve(settings, tracingSettings(processEnvironment()), log.logger);
    // The environment alone can't change; a terminal that is closed then ends the process, as ever.
    if (areReloadable(processEnvironment())) {
      process.on('SIGHUP', () => {
        running.reload(() => loadSettings(processEnvironment()));
      });
    }
    // What a collector or the log's reader doesn't take mustn't keep the process.
    const leave = (code: number) => void log.close().then(() => process.exit(code));
    const end = (): void => {
      for (const signal of END_SIGNALS) {
        process.off(signal, end).once(signal, () => leave(EXIT_FAILURE));
      }
      void running.close().then(() => leave(0));
    };
    for (const signal of END_SIGNALS) process.once(signal, end);
    announce(running, settings.server, log.logger);
  } catch (error) {
    if (error instanceof Error && 'syscall' in error && error.syscall === 'listen') {
      exit(EXIT_FAILURE, `The server can't listen: ${error.message}\n`);
    }
    if (error instanceof SettingsError) exit(EXIT_USAGE, `${error.message}\n`);
    throw error;
  }
}

function readSettings(): Settings {
  try {
    return loadSettings(processEnvironment());
  } catch (error) {
    if (error instanceof SettingsError) exit(EXIT_USAGE, `${error.message}\n`);
    throw error;
  }
}

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        help: { type: 'boolean', short: 'h' },
        version: { type: 'boolean', short: 'v' },
        federated: { type: 'boolean' },
        'no-authorization': { type: 'boolean' },
        stitching: { type: 'boolean' },
        variables: { type: 'string' },
        operation: { type: 'string' },
        workspace: { type: 'string' },
        id: { type: 'string' },
        json: { type: 'boolean' },
        watch: { type: 'boolean' },
      },
    });
  } catch (error) {
    return exit(EXIT_USAGE, `${error instanceof Error ? error.message : ''}\n\n${USAGE}`);
  }
}

function exit(code: number, message: string): never {
  process.stderr.write(message);
  process.exit(code);
}
