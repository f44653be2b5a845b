import type { Sandbox } from '../../../../src/sandbox/sandbox.js';
import { answerJson, startHttpServer } from '../../../support/http-server.js';
import { type ConnectedCcrm, connectCcrm } from '../a-ccrm.js';

/** A page of the call history in the wire format. */
export interface WirePage {
  data: unknown[];
  otherData?: { totalCount?: unknown };
}

export interface Meddling {
  /** Called before each request reaches the sandbox. */
  readonly before?: (query: URLSearchParams) => void;
  /** Changes the sandbox's response. */
  readonly change?: (page: WirePage, query: URLSearchParams) => void;
}

/** A source connected to the sandbox's ccrm through a server that changes its call history. */
export interface Meddler extends ConnectedCcrm {
  /** The number of requests so far. */
  readonly requests: number;
  close(): Promise<void>;
}

export async function startMeddler(sandbox: Sandbox, { before, change }: Meddling): Promise<Meddler> {
  const { ccrmToken: token } = sandbox.credentials;
  const server = await startHttpServer(({ target }, response) => {
    const query = new URL(target, sandbox.url).searchParams;
    before?.(query);
    fetch(sandbox.url + target, { headers: { authorization: `Bearer ${token}` } })
      .then(async (answer) => {
        const page = (await answer.json()) as WirePage;
        change?.(page, query);
        answerJson(response, page);
      })
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  const connected = connectCcrm({ url: new URL('/ccrm/publicApi', server.url), token });
  return {
    ...connected,
    get requests() {
      return server.arrived.length;
    },
    async close() {
      connected.disconnect();
      await server.close();
    },
  };
}
