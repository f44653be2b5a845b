/*
 * Starts the call explorer and prints its address. Uses the Switchboard whose address is given, or starts one on the
 * sandbox.
 */
import { createServer } from 'vite';
import { startOwnSwitchboard } from '../company-graph/own-switchboard.ts';

/** If it is in use, Vite uses the next one. */
const PORT = 4030;
/** Any free port. */
const OWN_SWITCHBOARD_PORT = 0;

const given = process.argv[2];
const own = given === undefined ? await startOwnSwitchboard(OWN_SWITCHBOARD_PORT) : null;
const { origin } = new URL(own?.url ?? given ?? '');

const vite = await createServer({
  configFile: new URL('vite.config.ts', import.meta.url).pathname,
  logLevel: 'warn',
  server: { host: '127.0.0.1', port: PORT, proxy: { '/graphql': origin } },
});
await vite.listen();
process.stdout.write(`Call explorer: ${vite.resolvedUrls?.local[0] ?? ''}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void Promise.all([own?.close(), vite.close()]));
}
