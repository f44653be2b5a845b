import { parseArgs } from 'node:util';
import { welcome } from './control-pages.js';
import { startSandbox } from './sandbox.js';

const USAGE = 'Usage: npm run sandbox -- [--host HOST] [--port PORT] [--seed NUMBER]\n';
const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;

const { help, host, port, seed } = options();
if (help) process.stdout.write(USAGE);
else {
  const sandbox = await startSandbox({
    host,
    port: wholeNumber('port', port, 65_535),
    seed: wholeNumber('seed', seed, 999_999_999),
    now: () => new Date(),
    arrivals: 20,
  }).catch((error: unknown) => {
    if (!(error instanceof Error && 'syscall' in error)) throw error;
    return exit(EXIT_FAILURE, `The sandbox can’t listen: ${error.message}\n`);
  });
  process.stdout.write(welcome(sandbox.url));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());
}

function options() {
  try {
    return parseArgs({
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        host: { type: 'string', default: '127.0.0.1' },
        port: { type: 'string', default: '4100' },
        seed: { type: 'string', default: '1' },
      },
    }).values;
  } catch (error) {
    return exit(EXIT_USAGE, `${error instanceof Error ? error.message : ''}\n${USAGE}`);
  }
}

function wholeNumber(name: string, text: string, max: number): number {
  if (/^\d{1,9}$/.test(text) && Number(text) <= max) return Number(text);
  return exit(EXIT_USAGE, `--${name} must be a whole number from 0 to ${String(max)}\n${USAGE}`);
}

function exit(code: number, message: string): never {
  process.stderr.write(message);
  process.exit(code);
}
