/*
 * Starts the company graph and prints its addresses. Uses the Switchboard whose /graphql address is given, or starts one on
 * the sandbox.
 */
import { startCompanyGraph } from './company-graph.ts';
import { givenAddress, startOwnSwitchboard } from './own-switchboard.ts';
import type { Service } from './service.ts';

const PORTS = { hr: 4011, crm: 4012, quality: 4013, federationGateway: 4020, stitchedGateway: 4021 };
const OWN_SWITCHBOARD_PORT = 4010;

// Also catches a port in use, which Apollo's standalone server throws outside of its promise.
process.once('uncaughtException', (error) => {
  console.error('code' in error && error.code === 'EADDRINUSE' ? error.message : error);
  void Promise.resolve(own?.close()).then(() => process.exit(1));
});

let own: Service | null = null;
const given = process.argv[2];
if (given === undefined) own = await startOwnSwitchboard(OWN_SWITCHBOARD_PORT);
const switchboard = own?.url ?? givenAddress(given ?? '').href;

const graph = await startCompanyGraph(switchboard, PORTS);
process.stdout.write(`Switchboard         ${switchboard}
HR                  ${graph.hr}
CRM                 ${graph.crm}
Quality             ${graph.quality}
Federation gateway  ${graph.federationGateway}
Stitched gateway    ${graph.stitchedGateway}
`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => void graph.close().then(() => own?.close()));
}
