import type { Measure, SoakedServer } from './soaked-server.ts';
import { DOCUMENTED_CODES, type Tally } from './tally.ts';

/** All results of a soak. */
export interface Findings {
  /** Before the first request. */
  readonly fresh: Measure;
  /** Warmed up and idle. */
  readonly baseline: Measure;
  /** One per minute, and one at the end. */
  readonly samples: readonly Measure[];
  /** Idle until every connection has been closed. */
  readonly idle: Measure;
  readonly tally: Tally;
  readonly server: Pick<SoakedServer, 'errorLines'>;
  readonly exit: { readonly code: number | null; readonly ms: number };
}

const MEGABYTE = 1_000_000;
const MAX_DRIFT = 0.02;
/** The log is flushed every 100 ms, even without lines, so a measurement may coincide with it. */
const LOG_WRITE = 'FSReqCallback';
const EXIT_WITHIN_MS = 10_000;
const FINE = new Set(['200', '400', '404', '503', 'gone']);

/** One line about the resources in use. */
export function lineOf({ heap, code, rss, external, sockets, resources }: Measure): string {
  const kinds = [...resources].map(([kind, count]) => `${kind} ${count}`).join(', ');
  const [all, compiled, resident, beside] = [heap, code, rss, external].map((bytes) =>
    (bytes / MEGABYTE).toFixed(2),
  );
  const memory = `heap ${all} MB (code ${compiled}), rss ${resident} MB, external ${beside} MB`;
  return `${memory}, sockets ${sockets ?? 'unknown'}, resources: ${kinds}`;
}

/** The bytes whose drift is computed. */
type Bytes = (measure: Measure) => number;

const wholeHeap: Bytes = ({ heap }) => heap;
const withoutCode: Bytes = ({ heap, code }) => heap - code;

/**
 * The rise of the straight line that best fits the baseline and all samples, relative to its start. A single
 * measurement may be off by a percent or two, because the contents of memory vary from minute to minute.
 */
function driftOf({ baseline, samples }: Pick<Findings, 'baseline' | 'samples'>, bytes: Bytes): number {
  const sizes = [baseline, ...samples].map(bytes);
  const middle = samples.length / 2;
  const mean = sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  const covariance = sizes.reduce((sum, size, minute) => sum + (minute - middle) * (size - mean), 0);
  const variance = sizes.reduce((sum, _size, minute) => sum + (minute - middle) ** 2, 0);
  const rise = (samples.length * covariance) / variance;
  return rise / (mean - rise / 2);
}

/** A description of each bound that was exceeded; empty if there are none. */
export function faultsIn(findings: Findings): readonly string[] {
  const { fresh, idle, tally, server, exit } = findings;
  const [drift, ofData] = [driftOf(findings, wholeHeap), driftOf(findings, withoutCode)];
  const statuses = [...tally.statuses].filter(([status]) => !FINE.has(status));
  const codes = [...tally.codes].filter(([code]) => !DOCUMENTED_CODES.has(code.split(' ')[0] ?? ''));
  return [
    ...(drift <= MAX_DRIFT ? [] : [`the heap has grown by ${percent(drift)}`]),
    ...(ofData <= MAX_DRIFT ? [] : [`the heap without code has grown by ${percent(ofData)}`]),
    ...(idle.sockets === fresh.sockets ? [] : [`${idle.sockets} sockets in place of ${fresh.sockets}`]),
    ...leftOver(fresh, idle),
    ...statuses.map(([status, count]) => `${count} answers with status ${status}`),
    ...codes.map(([code, count]) => `${count} errors with the code ${code}`),
    ...new Set(idle.complaints),
    ...new Set(server.errorLines),
    ...(exit.code === 0 ? [] : [`exit code ${exit.code}`]),
    ...(exit.ms <= EXIT_WITHIN_MS ? [] : [`${Math.round(exit.ms)} ms to exit`]),
  ];
}

/** A share in percent, with its sign. */
export function percent(share: number): string {
  return `${share < 0 ? '' : '+'}${(100 * share).toFixed(2)} %`;
}

/** A summary of the responses in a few lines. */
export function summaryOf(findings: Findings): readonly string[] {
  const { tally, exit } = findings;
  const times = tally.times.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round(times[Math.floor(times.length * share)] ?? NaN);
  return [
    `statuses  ${countsIn(tally.statuses)}, stale: ${tally.stale}, skipped: ${tally.skipped}`,
    `errors    ${countsIn(tally.codes)}`,
    `times     p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1 - Number.EPSILON)} ms`,
    `drift     ${percent(driftOf(findings, wholeHeap))}, without code ${percent(driftOf(findings, withoutCode))}`,
    `exit      code ${exit.code} after ${Math.round(exit.ms)} ms`,
  ];
}

/** The counts as text, largest first. */
function countsIn(counts: ReadonlyMap<string, number>): string {
  const sorted = [...counts].sort(([, a], [, b]) => b - a);
  return sorted.map(([name, count]) => `${name}: ${count}`).join(', ') || 'none';
}

function leftOver(fresh: Measure, idle: Measure): readonly string[] {
  return [...idle.resources]
    .filter(([kind]) => kind !== LOG_WRITE)
    .filter(([kind, count]) => count > (fresh.resources.get(kind) ?? 0))
    .map(([kind, count]) => `${count} ${kind} in place of ${fresh.resources.get(kind) ?? 0}`);
}
