import cluster from 'node:cluster';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/*
 * Loaded into a process under test before its own code: tells its parent what it, or its workers, have used.
 * 'watch' starts to measure how long its event loop stands still, 'usage' asks for everything.
 */

const MEGABYTE = 1_000_000;
const RESOLUTION_MS = 2;
let delay = null;
let longestTurnMs = 0;

process.on('message', async (message) => {
  if (message === 'watch' && delay !== null) {
    delay.reset();
  } else if (message === 'watch') {
    delay = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
    delay.enable();
    watchTurns();
  }
  if (message !== 'usage') return;
  const workers = Object.values(cluster.workers ?? {});
  const used = await Promise.all(workers.map(usageOf));
  process.send([usage(), ...used].reduce(sum));
});
// The channel alone must not keep a server alive that has been told to stop; of a cluster's worker it is the
// only thing that does.
if (cluster.isPrimary) process.channel?.unref();
// A worker whose primary was killed exits, but waits for the log's reader then, which is gone, too.
else process.prependOnceListener('disconnect', () => process.kill(process.pid, 'SIGKILL'));

/** The CPU that the main thread used between two timers: of a turn of the event loop, without what others took. */
function watchTurns() {
  let before = threadCpuMs();
  setInterval(() => {
    const now = threadCpuMs();
    longestTurnMs = Math.max(longestTurnMs, now - before);
    before = now;
  }, RESOLUTION_MS).unref();
}

function threadCpuMs() {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

function usage() {
  const { user, system } = process.cpuUsage();
  const { rss } = process.memoryUsage();
  return {
    cpuMs: (user + system) / 1000,
    busiestCpuMs: (user + system) / 1000,
    rssMegabytes: rss / MEGABYTE,
    peakRssMegabytes: (process.resourceUsage().maxRSS * 1024) / MEGABYTE,
    longestStallMs: delay === null ? 0 : delay.max / 1e6,
    stallP99Ms: delay === null ? 0 : delay.percentile(99) / 1e6,
    longestTurnMs,
  };
}

async function usageOf(worker) {
  const answer = once(worker, 'message');
  worker.send('usage');
  const [used] = await answer;
  return used;
}

function sum(a, b) {
  return {
    cpuMs: a.cpuMs + b.cpuMs,
    busiestCpuMs: Math.max(a.busiestCpuMs, b.busiestCpuMs),
    rssMegabytes: a.rssMegabytes + b.rssMegabytes,
    peakRssMegabytes: a.peakRssMegabytes + b.peakRssMegabytes,
    longestStallMs: Math.max(a.longestStallMs, b.longestStallMs),
    stallP99Ms: Math.max(a.stallP99Ms, b.stallP99Ms),
    longestTurnMs: Math.max(a.longestTurnMs, b.longestTurnMs),
  };
}
