/*
 * Starts the company graph and prints its addresses:
 * beside the Switchboard whose /graphql address is given, otherwise with one of its own on the sandbox.
 */
import { startCompanyGraph } from './company-graph.ts';
import { startOwnSwitchboard } from './own-switchboard.ts';

const PORTS = { hr: 4011, crm: 4012, quality: 4013, federationGateway: 4020, stitchedGateway: 4021 };
const OWN_SWITCHBOARD_PORT = 4010;

const given = process.argv[2];
const own = given === undefined ? await startOwnSwitchboard(OWN_SWITCHBOARD_PORT) : null;
const switchboard = own?.url ?? given ?? '';

try {
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
} catch (error) {
  await own?.close();
  throw error;
}
