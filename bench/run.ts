import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writeReport, writeSummary, type Report } from './harness/table.ts';
import { again } from './measurements/again.ts';
import { archive } from './measurements/archive.ts';
import { cluster } from './measurements/cluster.ts';
import { coldLatency } from './measurements/cold-latency.ts';
import { decode } from './measurements/decode.ts';
import { scan } from './measurements/scan.ts';
import { start } from './measurements/start.ts';
import { thousand } from './measurements/thousand.ts';
import { uncached } from './measurements/uncached.ts';
import { warm } from './measurements/warm.ts';

const { values, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: {
    calls: { type: 'string', default: '1000000' },
    notes: { type: 'string', default: '200000' },
    engine: { type: 'string', default: 'sqlite' },
  },
});

const measurements = new Map<string, () => Promise<Report>>([
  ['warm', warm],
  ['again', again],
  ['cold-latency', coldLatency],
  ['uncached', uncached],
  ['decode', decode],
  ['scan', scan],
  ['start', start],
  ['cluster', cluster],
  ['thousand', thousand],
  [
    'archive',
    () =>
      archive({
        engine: values.engine === 'postgres' ? 'postgres' : 'sqlite',
        calls: Number(values.calls),
        notes: Number(values.notes),
      }),
  ],
]);

const unknown = wanted.find((name) => !measurements.has(name));
if (unknown !== undefined) {
  process.stderr.write(`No measurement is called ${unknown}: ${[...measurements.keys()].join(', ')}\n`);
  process.exit(2);
}
if (wanted.length === 0 || wanted.some((name) => name !== 'archive')) installPeers();
const reports: Report[] = [];
for (const [name, measure] of measurements) {
  if (wanted.length > 0 && !wanted.includes(name)) continue;
  const report = await measure();
  reports.push(report);
  process.stdout.write(`${writeReport(report)}\n`);
}
if (reports.length > 1) process.stdout.write(writeSummary(reports));

/** The peers and the load generator have packages of their own, which the product never needs. */
function installPeers(): void {
  const folder = fileURLToPath(new URL('peers/', import.meta.url));
  if (existsSync(`${folder}node_modules`)) return;
  execFileSync('npm', ['ci', '--ignore-scripts'], { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] });
}
