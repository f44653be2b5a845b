import { startCompanyGraph, type CompanyGraph } from '../../../examples/company-graph/company-graph.js';
import {
  startSwitchboard,
  type GraphQLAnswer,
  type Switchboard,
  type SwitchboardOptions,
} from '../../support/a-switchboard.js';
import { answerJson, startHttpServer, type TestServer } from '../../support/http-server.js';

/** The example's company graph with a Switchboard on a sandbox, all on free ports. */
export interface StartedCompany {
  readonly switchboard: Switchboard;
  /** Every request sent to Switchboard since the start, including those for its schema. */
  readonly authHook: TestServer['arrived'];
  readonly graph: CompanyGraph;
  /** Switchboard's address for gateways; `authHook` records what they send. */
  readonly switchboardUrl: string;
  close(): Promise<void>;
}

/** Later than every call in the tests. */
const NOW = new Date('2026-04-01T00:00:00Z');

export async function startCompany(options: SwitchboardOptions = {}): Promise<StartedCompany> {
  const switchboard = await startSwitchboard({ sandbox: { now: NOW }, ...options });
  const authHook = await startHttpServer(({ body, headers }, response) => {
    const cacheControl = headers['cache-control'];
    const forwarded = cacheControl === undefined ? {} : { 'cache-control': cacheControl };
    void post(`${switchboard.url}/graphql`, body, forwarded).then((answer) => answerJson(response, answer));
  });
  async function closeServers(): Promise<void> {
    await authHook.close();
    await switchboard.close();
  }

  try {
    const switchboardUrl = `${authHook.url.href}graphql`;
    const ports = { hr: 0, crm: 0, quality: 0, federationGateway: 0, stitchedGateway: 0 };
    const graph = await startCompanyGraph(switchboardUrl, ports);
    return {
      switchboard,
      authHook: authHook.arrived,
      graph,
      switchboardUrl,
      close: () => graph.close().then(closeServers),
    };
  } catch (error) {
    await closeServers();
    throw error;
  }
}

/** Sends a query to a gateway and returns its response. */
export async function ask<Data = unknown>(
  url: string,
  query: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<GraphQLAnswer<Data>> {
  return JSON.parse(await post(url, JSON.stringify({ query }), headers));
}

async function post(url: string, body: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  return response.text();
}
