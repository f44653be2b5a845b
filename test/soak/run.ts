/*
 * Runs the built server for some minutes under a mixed load while its providers fail in every way. Fails if memory,
 * handles or errors exceed their bounds. Usage: npm run soak -- [--minutes 10] [--seed N] [--rate N]
 */
import { parseArgs } from 'node:util';
import { soak } from './soak.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '10' },
    seed: { type: 'string', default: String(Date.now() % 2 ** 31) },
    /** Queries per second. */
    rate: { type: 'string', default: '60' },
  },
});

const [minutes, seed, rate] = [values.minutes, values.seed, values.rate].map(Number);
if (minutes === undefined || seed === undefined || rate === undefined || !(minutes >= 1) || !(rate > 0)) {
  throw new RangeError('--minutes is at least 1, --rate above 0');
}
const kept = await soak({ minutes, seed, rate, print: (line) => process.stdout.write(`${line}\n`) });
process.exitCode = kept ? 0 : 1;
