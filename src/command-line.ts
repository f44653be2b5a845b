import { constants } from 'node:os';
import { pino } from 'pino';
import { processEnvironment } from './config/environment/environment.js';
import { areReloadable, ignoredBesideFile, loadSettings, namedAsSet } from './config/load-settings.js';
import { suggestion } from './config/suggestion.js';
import { VERSION } from './config/package-version.js';
import { SettingsError } from './config/settings-error.js';
import type { Settings } from './config/settings.js';
import { tracingSettings, tracingWarning } from './config/tracing.js';
import { buildGraphSchema } from './graph/schema/build-schema.js';
import { federatedSdl, schemaSdl, stitchingSdl } from './graph/schema/sdl.js';
import { traceOf } from './operations/format-error.js';
import { openLog } from './observability/log.js';
import {
  checkOperands,
  checkOptions,
  misused,
  type Options,
  readArguments,
} from './app/commands/arguments.js';
import { CommandError, EXIT_FAILURE, EXIT_USAGE } from './app/commands/command-error.js';
import { type Running, serve } from './app/serve.js';
import { announce } from './app/start-line.js';
import { USAGE } from './app/commands/usage.js';

/** The first one shuts the server down gracefully; a second one of either kind ends it immediately. */
const END_SIGNALS = ['SIGINT', 'SIGTERM'] as const;
/** The system calls that fail if the server can't listen; the last one resolves its host. */
const LISTENING: readonly unknown[] = ['listen', 'getaddrinfo'];
/** The exit code of a process ended by a signal is the signal's number plus this. */
const EXIT_SIGNAL = 128;
/** Milliseconds that an interrupted command has to end. */
const INTERRUPT_TIMEOUT = 5000;
const SILENT_DATABASE = 'Not waiting any longer: the archive’s database doesn’t respond.\n';

process.once('uncaughtException', (error) => {
  exit(EXIT_FAILURE, `${JSON.stringify({ msg: 'crash', ...traceOf(error) })}\n`);
});

// The reader has closed the pipe, as `head` does after its lines. The command ends as other programs do.
process.stdout.once('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(EXIT_SIGNAL + constants.signals.SIGPIPE);
});

/** Each command resolves to its exit code. */
const commands = new Map<string, (options: Options, operand: string) => Promise<number>>([
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

try {
  const code = await runCommand();
  // A code that a signal has set takes precedence.
  if (code !== 0) process.exitCode ??= code;
} catch (error) {
  if (error instanceof CommandError) exit(error.exitCode, `${error.message}\n`);
  if (error instanceof SettingsError)
    exit(EXIT_USAGE, `${namedAsSet(error, processEnvironment()).message}\n`);
  throw error;
}

async function runCommand(): Promise<number> {
  const { positionals, values } = readArguments();
  const [name = 'serve', ...operands] = positionals;
  const [operand = ''] = operands;
  const command = commands.get(name);
  if (values.version === true || values.help === true) {
    context.print(values.version === true ? `${VERSION}\n` : USAGE);
    return 0;
  }
  if (command === undefined)
    throw misused(`Unknown command “${name}”${suggestion(name, [...commands.keys()])}.`);
  checkOperands(name, operands);
  checkOptions(name === 'archive' ? `archive ${operand}` : name, Object.keys(values));
  return command(values, operand);
}

async function printSchema(options: Options): Promise<number> {
  if (options.federated === true) {
    const { auth, federation } = readSettings();
    const authorization = auth !== null && federation.authorization && options['no-authorization'] !== true;
    context.print(federatedSdl(await buildGraphSchema({ masking: true, authorization })));
    return 0;
  }
  const schema = await buildGraphSchema();
  context.print(options.stitching === true ? stitchingSdl(schema) : schemaSdl(schema));
  return 0;
}

async function explainFile(options: Options, file: string): Promise<number> {
  const { runExplainCommand } = await import('./app/commands/explain-command.js');
  return runExplainCommand(file, options, readSettings(), context.print);
}

async function printCheck(): Promise<number> {
  const { checkConfig } = await import('./app/commands/check-config-command.js');
  context.print(checkConfig(processEnvironment()));
  return 0;
}

async function checkProviders(options: Options): Promise<number> {
  const { ignoredText } = await import('./app/commands/check-config-command.js');
  const { runDoctorCommand } = await import('./app/commands/doctor-command.js');
  const settings = readSettings();
  // Without a handler, the first process of a container ignores them.
  for (const signal of END_SIGNALS)
    process.once(signal, () => process.exit(EXIT_SIGNAL + constants.signals[signal]));
  process.stderr.write(ignoredText(ignoredBesideFile(processEnvironment())));
  return runDoctorCommand(options, settings, context);
}

async function useArchive(options: Options, action: string): Promise<number> {
  const { runArchiveCommand } = await import('./app/commands/archive/archive-command.js');
  const interrupted = new AbortController();
  for (const signal of END_SIGNALS) {
    const code = EXIT_SIGNAL + constants.signals[signal];
    process.once(signal, () => {
      process.exitCode = code;
      interrupted.abort();
      setTimeout(exit, INTERRUPT_TIMEOUT, code, SILENT_DATABASE).unref();
      for (const again of END_SIGNALS) process.once(again, () => process.exit(code));
    });
  }
  return runArchiveCommand(action, options, readSettings, {
    ...context,
    columns: () => (process.stdout.isTTY ? process.stdout.columns || 80 : null),
    signal: interrupted.signal,
  });
}

async function startServer(): Promise<number> {
  const settings = loadSettings(processEnvironment());
  const log = openLog(settings.server.logLevel);
  const ignored = ignoredBesideFile(processEnvironment());
  if (ignored.length > 0)
    log.logger.warn({ variables: ignored }, 'environment variables ignored: a settings file is used');
  const warning = tracingWarning(processEnvironment());
  if (warning !== null) log.logger.warn(warning);
  const starting = serve(settings, tracingSettings(processEnvironment()), log.logger).catch(explainListening);
  // From now on: the first process of a container ignores signals that it doesn't handle.
  handleSignals(starting, log);
  announce(await starting, settings.server, log.logger);
  return 0;
}

/** Reloads the settings on SIGHUP, and shuts the server down on the others, as soon as it has started. */
function handleSignals(starting: Promise<Running>, log: ReturnType<typeof openLog>): void {
  const whenStarted = (run: (running: Running) => void) => void starting.then(run, () => undefined);
  // The environment can't change. Without a handler, closing the terminal ends the process, as usual.
  if (areReloadable(processEnvironment())) {
    process.on('SIGHUP', () => whenStarted(({ reload }) => reload(() => loadSettings(processEnvironment()))));
  }
  // A collector or log reader that doesn't read must not keep the process alive.
  const leave = (code: number) => void log.close().then(() => process.exit(code));
  const end = (): void => {
    for (const signal of END_SIGNALS) {
      process.off(signal, end).once(signal, () => leave(EXIT_FAILURE));
    }
    whenStarted((running) => void running.close().then(() => leave(0)));
  };
  for (const signal of END_SIGNALS) process.once(signal, end);
}

/** Throws the error, as a CommandError if the server can't listen. */
function explainListening(error: unknown): never {
  const cannotListen = error instanceof Error && 'syscall' in error && LISTENING.includes(error.syscall);
  throw cannotListen ? new CommandError(`The server can’t listen: ${error.message}`, EXIT_FAILURE) : error;
}

/** The settings of a command that serves nobody. */
function readSettings(): Settings {
  return loadSettings(processEnvironment(), { isServed: false });
}

function exit(code: number, message: string): never {
  process.stderr.write(message);
  process.exit(code);
}
