import { parseArgs } from 'node:util';
import { welcome } from './control-pages.js';
import { startSandbox } from './sandbox.js';

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '4100' },
    seed: { type: 'string', default: '1' },
  },
});

const sandbox = await startSandbox({
  host: values.host,
  port: wholeNumber('port', values.port),
  seed: wholeNumber('seed', values.seed),
  now: () => new Date(),
  arrivals: 20,
});
process.stdout.write(welcome(sandbox.url));
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.close());

function wholeNumber(name: string, text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  process.stderr.write(`--${name} must be a whole number\n`);
  process.exit(2);
}
