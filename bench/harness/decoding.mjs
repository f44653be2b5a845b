import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/*
 * Measures how long it takes to read the bytes of one page of call history: parsed only, and decoded by the build in the
 * folder BUILT. Sends the milliseconds of every repetition.
 */

const UNCOUNTED = 150;
const COUNTED = 150;

const built = (path) => import(pathToFileURL(join(process.env.BUILT, 'dist', path)).href);
const { parseJsonBytes } = await built('json/parse-json.js');
const { createAnomalies } = await built('upstream/anomalies.js');
const { decodeCall } = await built('providers/ccrm/decode-call.js');
const { createLocalClock } = await built('providers/ccrm/local-clock.js');

const silent = { info() {}, warn() {} };
const context = {
  workspace: 'bench',
  clock: createLocalClock('Europe/Warsaw'),
  anomalies: createAnomalies('ccrm', silent),
};

const decoder = new TextDecoder();

process.once('message', (page) => {
  const bytes = new TextEncoder().encode(page);
  const parse = () => JSON.parse(decoder.decode(bytes)).data;
  const decode = () => parseJsonBytes(bytes).data.map((record) => decodeCall(record, context));
  const times = { records: parse().length, parsedMs: [], decodedMs: [] };
  for (let number = 0; number < UNCOUNTED + COUNTED; number += 1) {
    const parsedMs = timed(parse);
    const decodedMs = timed(decode);
    if (number < UNCOUNTED) continue;
    times.parsedMs.push(parsedMs);
    times.decodedMs.push(decodedMs);
  }
  process.send(times);
});

function timed(work) {
  const started = performance.now();
  work();
  return performance.now() - started;
}
