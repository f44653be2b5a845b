#!/usr/bin/env node
import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { processEnvironment } from './config/environment.js';
import { loadSettings } from './config/load-settings.js';
import { SettingsError } from './config/settings-error.js';
import { serve } from './server/serve.js';

const USAGE = `Usage: switchboard [serve]

  serve   serves the graph over HTTP (what it does without a command)

Settings come from the YAML file that SWITCHBOARD_CONFIG names, or from the
environment; README.md lists them. Without a provider the sandbox is served.
`;

const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;

const { positionals, values } = readArguments();
if (values.help === true) process.stdout.write(USAGE);
else if (positionals.length > 1 || !['serve', undefined].includes(positionals[0])) exit(EXIT_USAGE, USAGE);
else await start();

async function start(): Promise<void> {
  try {
    const running = await serve(loadSettings(processEnvironment()));
    if (running.sandbox) {
      process.stdout.write('No provider is configured: serving the sandbox, with made data.\n');
    }
    process.stdout.write(`Playground: ${running.url}/\n`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(EXIT_FAILURE));
        void running.close();
      });
    }
  } catch (error) {
    if (error instanceof SettingsError) exit(EXIT_USAGE, `${error.message}\n`);
    if (isListenError(error)) exit(EXIT_FAILURE, `Can't listen on ${error.address}:${String(error.port)}: ${error.code}\n`);
    throw error;
  }
}

interface ListenError extends Error {
  readonly code: string;
  readonly address: string;
  readonly port: number;
}

function isListenError(error: unknown): error is ListenError {
  return error instanceof Error && 'syscall' in error && error.syscall === 'listen' && 'address' in error;
}

function readArguments() {
  try {
    return parseArgs({ allowPositionals: true, options: { help: { type: 'boolean', short: 'h' } } });
  } catch (error) {
    return exit(EXIT_USAGE, `${error instanceof Error ? error.message : ''}\n\n${USAGE}`);
  }
}

function exit(code: number, message: string): never {
  process.stderr.write(message);
  process.exit(code);
}
