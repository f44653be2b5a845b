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

/** How to start the sandbox; every field may be left out. */
export interface SandboxOptions {
  /** 127.0.0.1 if absent. */
  readonly host?: string;
  /** Any free port if absent or 0. */
  readonly port?: number;
  /** What the made data start from; 1 if absent. */
  readonly seed?: number;
  /** The made company's short name, which is in the names of its client, accounts and SIPs; acme if absent. */
  readonly company?: string;
  /** How many made calls a working day has, more or less; 100 if absent. */
  readonly callsPerDay?: number;
  /** When the made calls end: a fixed time, or a clock that lets them go on. The time of the start if absent. */
  readonly now?: Date | (() => Date);
  /**
   * Seconds from one call to the next that comes in while somebody keeps asking for the latest calls; none if absent,
   * nor from when `data.calls` is given, read or written.
   */
  readonly arrivals?: number;
  /** Parts that replace made ones. Calls that are given bring their own notes. */
  readonly data?: Partial<SandboxData>;
}

/** The three providers on one loopback address. */
export interface Sandbox {
  readonly url: string;
  /** The address of GetExtensions. */
  readonly voicenterUrl: string;
  /** The base of RingMe's API, without a slash at the end. */
  readonly ringmeUrl: string;
  readonly ringmeTokenUrl: string;
  /** The address up to and with `/publicApi`. */
  readonly ccrmUrl: string;
  readonly credentials: SandboxCredentials;
  /** What arrived, in order; the last 10,000 requests. */
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
  /** Cuts what is still open and frees the port. */
  close(): Promise<void>;
}

/** Starts the sandbox; rejects if the port can't be had. */
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
