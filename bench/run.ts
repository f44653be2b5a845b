import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { writeReport, writeSummary, type Report } from './harness/table.ts';
import { again } from './measurements/again.ts';
import { cluster } from './measurements/cluster.ts';
import { coldLatency } from './measurements/cold-latency.ts';
import { decode } from './measurements/decode.ts';
import { scan } from './measurements/scan.ts';
import { start } from './measurements/start.ts';
import { thousand } from './measurements/thousand.ts';
import { uncached } from './measurements/uncached.ts';
import { warm } from './measurements/warm.ts';

const measurements = new Map([
  ['warm', warm],
  ['again', again],
  ['cold-latency', coldLatency],
  ['uncached', uncached],
  ['decode', decode],
  ['scan', scan],
  ['start', start],
  ['cluster', cluster],
  ['thousand', thousand],
]);

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !measurements.has(name));
if (unknown !== undefined) {
  process.stderr.write(`No measurement is called ${unknown}: ${[...measurements.keys()].join(', ')}\n`);
  process.exit(2);
}
installPeers();
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
