import { getHeapCodeStatistics } from 'node:v8';

/*
 * Loaded into the server under test before its own code, with --expose-gc: for every message, tells its
 * parent what is in use once the garbage is collected, and what has gone wrong unseen so far.
 */

const COLLECTIONS = 6;
const complaints = [];

process.on('unhandledRejection', (reason) => complaints.push(`unhandled rejection: ${trace(reason)}`));
process.on('warning', (warning) => complaints.push(`warning: ${trace(warning)}`));
process.on('message', async () => {
  // More than one, as finalizers and weak references let go of more each time.
  for (let left = COLLECTIONS; left > 0; left -= 1) {
    globalThis.gc();
    await new Promise((done) => setImmediate(done));
  }
  const { heapUsed, rss, external } = process.memoryUsage();
  const { code_and_metadata_size: machineCode, bytecode_and_metadata_size: bytecode } =
    getHeapCodeStatistics();
  process.send({
    heapUsed,
    code: machineCode + bytecode,
    rss,
    external,
    resources: process.getActiveResourcesInfo(),
    complaints,
  });
});
// The channel alone must not keep a server alive that has been told to stop.
process.channel?.unref();
// Nor does a server outlive the one who measures it.
process.once('disconnect', () => process.exit(1));

function trace(reason) {
  return reason instanceof Error ? (reason.stack ?? reason.message) : typeof reason;
}
