import { startCrmSubgraph } from './crm/crm.subgraph.ts';
import { composeSupergraph, startFederationGateway } from './federation.gateway.ts';
import { startHrSubgraph } from './hr/hr.subgraph.ts';
import { startQualitySubgraph } from './quality/quality.subgraph.ts';
import type { Service } from './service.ts';
import { startStitchedGateway } from './stitched.gateway.ts';

/** The addresses that accept POST requests. */
export interface CompanyGraph {
  readonly hr: string;
  readonly crm: string;
  readonly quality: string;
  readonly federationGateway: string;
  readonly stitchedGateway: string;
  close(): Promise<void>;
}

/** The ports to use; 0 for any free one. */
export type Ports = Readonly<Record<Exclude<keyof CompanyGraph, 'close'>, number>>;

/** Starts three subgraphs beside a running Switchboard, and one gateway of each kind over all four. */
export async function startCompanyGraph(switchboard: string, ports: Ports): Promise<CompanyGraph> {
  const started: Service[] = [];
  async function start(service: Promise<Service>): Promise<string> {
    started.unshift(await service);
    return (await service).url;
  }
  async function close(): Promise<void> {
    for (const service of started) await service.close();
  }

  try {
    const hr = await start(startHrSubgraph(ports.hr));
    const crm = await start(startCrmSubgraph(ports.crm));
    const quality = await start(startQualitySubgraph(ports.quality));
    const supergraph = await composeSupergraph({ switchboard, hr, crm, quality });
    const federationGateway = await start(startFederationGateway(supergraph, ports.federationGateway));
    const subgraphs = [
      { url: hr, keys: { Employee: 'id', Extension: 'sip' } },
      { url: crm, keys: { Account: 'id', CallContactPerson: 'uuid' } },
      { url: quality, keys: { Call: 'uuid' } },
    ];
    const stitchedGateway = await start(startStitchedGateway(switchboard, subgraphs, ports.stitchedGateway));
    return { hr, crm, quality, federationGateway, stitchedGateway, close };
  } catch (error) {
    await close();
    throw error;
  }
}
