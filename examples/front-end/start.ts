/*
 * Starts the call explorer and prints its address. Uses the Switchboard whose address is given, with an API key if it
 * requires one, or starts one on the sandbox.
 * Usage: npm run example:front-end -- [URL] [API KEY]
 */
import { createServer } from 'vite';
import { givenAddress, startOwnSwitchboard } from '../company-graph/own-switchboard.ts';

/** If it is in use, Vite uses the next one. */
const PORT = 4030;
/** Any free port. */
const OWN_SWITCHBOARD_PORT = 0;

const [given, key] = process.argv.slice(2);
const own = given === undefined ? await startOwnSwitchboard(OWN_SWITCHBOARD_PORT) : null;
const { origin: target } = own === null ? givenAddress(given ?? '') : new URL(own.url);
const proxied = { target, changeOrigin: true, headers: key === undefined ? {} : { 'x-api-key': key } };

const vite = await createServer({
  configFile: new URL('vite.config.ts', import.meta.url).pathname,
  logLevel: 'warn',
  server: { host: '127.0.0.1', port: PORT, proxy: { '/graphql': proxied } },
});
await vite.listen();
process.stdout.write(`Call explorer: ${vite.resolvedUrls?.local[0] ?? ''}\n`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void Promise.all([own?.close(), vite.close()]));
}
