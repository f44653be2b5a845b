import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { documentedBehaviour, FaultPicker, type SandboxBehaviour } from './behaviour.js';
import { controlReply } from './control-pages.js';
import { SANDBOX_CREDENTIALS, type SandboxCredentials } from './credentials.js';
import { pause } from './http/pause.js';
import { readRequest } from './http/read-request.js';
import { textReply } from './http/reply.js';
import { send, sendReply } from './http/send-reply.js';
import { listen } from './http/listen.js';
import { PATHS, ProviderRoutes, routeOf } from './provider-routes.js';
import { RateLimits } from './rate-limits.js';
import { RequestLog, type SandboxRequest, type SandboxRoute } from './request-log.js';
import { Store } from './store.js';
import type { SandboxData } from './wire.js';

/** The sandbox's options, all optional. */
export interface SandboxOptions {
  /** 127.0.0.1 if absent. */
  readonly host?: string;
  /** Any free port if absent or 0. */
  readonly port?: number;
  /** The seed of the made-up data; 1 if absent. */
  readonly seed?: number;
  /** The made-up company's short name, used in the names of its client, accounts and SIPs; acme if absent. */
  readonly company?: string;
  /** The approximate number of calls on a working day; 100 if absent. */
  readonly callsPerDay?: number;
  /**
   * The end of the made-up calls: a fixed time, or a clock that adds calls as it advances. The time of the start if
   * absent.
   */
  readonly now?: Date | (() => Date);
  /**
   * Seconds between calls that arrive while a client keeps requesting the latest calls. None arrive if absent, or once
   * `data.calls` is given, read or written.
   */
  readonly arrivals?: number;
  /** Replaces parts of the made-up data. Given calls have only the given notes. */
  readonly data?: Partial<SandboxData>;
}

/** The three providers on one loopback address. */
export interface Sandbox {
  readonly url: string;
  /** The address of GetExtensions. */
  readonly voicenterUrl: string;
  /** The base of RingMe's API, without a trailing slash. */
  readonly ringmeUrl: string;
  readonly ringmeTokenUrl: string;
  /** The address up to and including `/publicApi`. */
  readonly ccrmUrl: string;
  readonly credentials: SandboxCredentials;
  /** The last requests in order, at most 10,000. */
  readonly requests: readonly SandboxRequest[];
  /** May be changed while it runs. */
  readonly data: SandboxData;
  /** May be changed while it runs. */
  readonly behaviour: SandboxBehaviour;
  clearRequests(): void;
  /** The highest number of requests to a route that were open at the same time since the last reset. */
  inFlightPeak(route: SandboxRoute): number;
  resetPeaks(): void;
  /** Ends every token that RingMe issued. */
  expireTokens(): void;
  /** Cuts open connections and frees the port. */
  close(): Promise<void>;
}

/** Starts the sandbox. Rejects if it can't listen on the port. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { host = '127.0.0.1', port = 0, seed = 1, company, now = new Date(), data = {} } = options;
  const { callsPerDay = 100, arrivals = null } = options;
  const store = new Store(
    { seed, company, callsPerDay, arrivals },
    typeof now === 'function' ? now : () => now,
    data,
  );
  const behaviour = documentedBehaviour();
  const log = new RequestLog();
  const routes = new ProviderRoutes(store, behaviour);
  const faults = new FaultPicker();
  const limits = new RateLimits();

  async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const received = await readRequest(incoming);
    const place = routeOf(received.path);
    if (place === null) return send(response, controlReply(received, { url: server.url, behaviour, log }));
    const { request, close } = log.arrived({ ...place, ...received });
    const { reply: refusal, ended } = limits.refusal(request, behaviour);
    response.once('close', () => {
      ended();
      close('aborted');
    });
    await pause(behaviour.latencyMs[place.route] ?? 0, response);
    const fault = refusal === null ? faults.pick(behaviour.faults, request) : null;
    sendReply(
      response,
      fault,
      () => refusal ?? routes.answer(request),
      () => close('answered'),
    );
  }

  const server = await listen(
    createServer((incoming, response) => {
      serve(incoming, response).catch(() => {
        if (response.headersSent) response.destroy();
        else send(response, textReply(400, 'Bad Request'));
      });
    }),
    { host, port },
  );

  return {
    url: server.url,
    voicenterUrl: server.url + PATHS.voicenter,
    ringmeUrl: server.url + PATHS.ringme,
    ringmeTokenUrl: server.url + PATHS.ringmeToken,
    ccrmUrl: server.url + PATHS.ccrm,
    credentials: SANDBOX_CREDENTIALS,
    requests: log.requests,
    data: store,
    behaviour,
    clearRequests: () => log.clear(),
    inFlightPeak: (route) => log.peak(route),
    resetPeaks: () => log.resetPeaks(),
    expireTokens: () => routes.tokens.expireAll(),
    close: server.close,
  };
}
