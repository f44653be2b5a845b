import { constants } from 'node:os';
import { pino } from 'pino';
import { processEnvironment } from './config/environment/environment.js';
import { areReloadable, ignoredBesideFile, loadSettings, namedAsSet } from './config/load-settings.js';
import { suggestion } from './config/nearest.js';
import { VERSION } from './config/package-version.js';
import { SettingsError } from './config/settings-error.js';
import type { Settings } from './config/settings.js';
import { tracingSettings, tracingWarning } from './config/tracing.js';
import { buildGraphSchema } from './graph/schema/build-schema.js';
import { federatedSdl } from './graph/federation/federated-sdl.js';
import { schemaSdl } from './graph/schema/schema-sdl.js';
import { stitchingSdl } from './graph/stitching/stitching-sdl.js';
import { traceOf } from './operations/format-error.js';
import { openLog } from './observability/log.js';
import { readArguments } from './arguments.js';
import { CommandError, EXIT_FAILURE, EXIT_USAGE } from './app/commands/command-error.js';
import { checkOptions, operandProblem } from './app/commands/command-options.js';
import { serve } from './app/serve.js';
import { announce } from './app/start-line.js';
import { USAGE } from './usage.js';

/** The first one shuts the server down gracefully; a second one of either kind ends it immediately. */
const END_SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** The system calls that fail if the server can't listen; the last one resolves its host. */
const LISTENING: readonly unknown[] = ['listen', 'getaddrinfo'];
/** The exit code of a process ended by a signal is the signal’s number plus this. */
const EXIT_SIGNAL = 128;
/** Milliseconds that an interrupted command has to end. */
const PATIENCE = 5000;
const SILENT_DATABASE = 'Not waiting any longer: the archive’s database doesn’t answer.\n';

process.once('uncaughtException', (error) => {
  exit(EXIT_FAILURE, `${JSON.stringify({ msg: 'crash', ...traceOf(error) })}\n`);
});

// The reader has closed the pipe, as `head` does after its lines. The command ends as other programs do.
process.stdout.once('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT_SIGNAL + constants.signals.SIGPIPE);
});

const commands = new Map([
  ['serve', startServer],
  ['schema', printSchema],
  ['explain', explainFile],
  ['check-config', printCheck],
  ['doctor', checkProviders],
  ['archive', useArchive],
]);

/** The output and clock of commands. */
const context = {
  logger: pino({ level: 'silent' }),
  print: (text: string) => process.stdout.write(text),
  now: Date.now,
};

const { positionals, values } = parsedArguments();
const [name = 'serve', ...operands] = positionals;
const command = commands.get(name);
const problem = operandProblem(name, operands);
if (values.version === true) process.stdout.write(`${VERSION}\n`);
else if (values.help === true) process.stdout.write(USAGE);
else if (command === undefined) {
  exit(EXIT_USAGE, `Unknown command “${name}”${suggestion(name, [...commands.keys()])}.\n\n${USAGE}`);
} else if (problem !== null) exit(EXIT_USAGE, `${problem}\n\n${USAGE}`);
else {
  const given = [name, ...(name === 'archive' ? operands : [])].join(' ');
  await run(async () => {
    checkOptions(given, Object.keys(values));
    await command();
    return 0;
  });
}

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
  const { runExplainCommand } = await import('./app/commands/explain-command.js');
  const [file = ''] = operands;
  await run(() => runExplainCommand(file, values, readSettings(), context.print));
}

async function printCheck(): Promise<void> {
  const { checkConfig } = await import('./app/commands/check-config-command.js');
  await run(() => {
    process.stdout.write(checkConfig(processEnvironment()));
    return Promise.resolve(0);
  });
}

async function checkProviders(): Promise<void> {
  const { ignoredText } = await import('./app/commands/check-config-command.js');
  const { runDoctorCommand } = await import('./app/commands/doctor-command.js');
  const settings = readSettings();
  process.stderr.write(ignoredText(ignoredBesideFile(processEnvironment())));
  await run(() => runDoctorCommand(values, settings, context));
}

async function useArchive(): Promise<void> {
  const { runArchiveCommand } = await import('./app/commands/archive/archive-command.js');
  const [action = ''] = operands;
  const interrupted = new AbortController();
  for (const signal of END_SIGNALS) {
    const code = EXIT_SIGNAL + constants.signals[signal];
    process.once(signal, () => {
      process.exitCode = code;
      interrupted.abort();
      setTimeout(exit, PATIENCE, code, SILENT_DATABASE).unref();
      for (const again of END_SIGNALS) process.once(again, () => process.exit(code));
    });
  }
  await run(() =>
    runArchiveCommand(action, values, readSettings, {
      ...context,
      columns: () => (process.stdout.isTTY ? process.stdout.columns || 80 : null),
      signal: interrupted.signal,
    }),
  );
}

/** Runs a command that resolves to its exit code. A code that a signal has set takes precedence. */
async function run(command: () => Promise<number>): Promise<void> {
  try {
    const code = await command();
    if (code !== 0) process.exitCode ??= code;
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    exit(error.exitCode, `${error.message}\n`);
  }
}

async function startServer(): Promise<void> {
  try {
    const settings = readSettings();
    const log = openLog(settings.server.logLevel);
    const ignored = ignoredBesideFile(processEnvironment());
    if (ignored.length > 0)
      log.logger.warn({ variables: ignored }, 'environment variables ignored: a settings file is used');
    const warning = tracingWarning(processEnvironment());
    if (warning !== null) log.logger.warn(warning);
    const running = await serve(settings, tracingSettings(processEnvironment()), log.logger);
    // The environment can't change. Without a handler, closing the terminal ends the process, as usual.
    if (areReloadable(processEnvironment())) {
      process.on('SIGHUP', () => {
        running.reload(() => loadSettings(processEnvironment()));
      });
    }
    // A collector or log reader that doesn't read must not keep the process alive.
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
    if (error instanceof Error && 'syscall' in error && LISTENING.includes(error.syscall)) {
      exit(EXIT_FAILURE, `The server can't listen: ${error.message}\n`);
    }
    if (error instanceof SettingsError)
      exit(EXIT_USAGE, `${namedAsSet(error, processEnvironment()).message}\n`);
    throw error;
  }
}

function readSettings(): Settings {
  try {
    return loadSettings(processEnvironment(), { isServed: name === 'serve' });
  } catch (error) {
    if (error instanceof SettingsError) exit(EXIT_USAGE, `${error.message}\n`);
    throw error;
  }
}

function parsedArguments() {
  try {
    return readArguments();
  } catch (error) {
    return exit(EXIT_USAGE, `${error instanceof Error ? error.message : ''}\n\n${USAGE}`);
  }
}

function exit(code: number, message: string): never {
  process.stderr.write(message);
  process.exit(code);
}
