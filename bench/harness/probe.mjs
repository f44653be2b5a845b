import cluster from 'node:cluster';
import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';

/*
 * Loaded into a process under test before its code; reports to the parent the resources that it, or its workers, have used.
 * 'watch' starts measuring how long the event loop is blocked, 'usage' requests all measurements.
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
// The channel alone must not keep a server alive that is shutting down; in a cluster's worker, only the channel does.
if (cluster.isPrimary) process.channel?.unref();
// A worker whose primary was killed would exit only after waiting for the log's reader, which is gone, too.
else process.prependOnceListener('disconnect', () => process.kill(process.pid, 'SIGKILL'));

/**
 * The CPU time that the main thread used between two timers: that of one turn of the event loop, without other threads.
 */
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
