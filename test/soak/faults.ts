import type { FaultEffect, SandboxBehaviour, SandboxFault } from '../../src/sandbox/behaviour.ts';
import type { Random } from '../support/random.ts';

const PROVIDERS = ['voicenter', 'ringme', 'ccrm'] as const;
const ROUTES = ['GetExtensions', 'client', 'callHistory', 'notes'] as const;
const OVER_THE_LIMIT = { success: false, message: 'Request limit has been exceeded' };
const NESTED = '['.repeat(2000) + ']'.repeat(2000);

/** The maximum number of requests with a fault; an outage lasts as long as its window. */
const TIMES = [1, 2, 5, 20, Infinity];

const EFFECTS: readonly FaultEffect[] = [
  { status: 500 },
  { status: 502, body: '<html>Bad Gateway</html>' },
  { status: 503, headers: { 'retry-after': '1' } },
  { hang: true },
  { stall: true },
  { reset: true },
  { truncate: true },
  { status: 429, headers: { 'retry-after': '1', 'x-ratelimit-reset': '1' } },
  { status: 403, body: OVER_THE_LIMIT },
  { status: 401, body: { message: 'Unauthorized' } },
  { rawBody: '<!doctype html><title>Maintenance</title>', contentType: 'text/html' },
  { rawBody: '{"ERR":1,"DESC":"Unauthorized","success":false,"message":"Unauthorized"}' },
  { rawBody: NESTED },
  { rawBody: '{"data":[{}],"EXTENSIONS":[{}],"success":true}' },
  { redirect: 'http://127.0.0.1:9/' },
];

/** Gives the sandbox up to three other faults, and another latency. */
export function changeFaults(behaviour: SandboxBehaviour, random: Random): void {
  const faults = Array.from({ length: random.whole(0, 3) }, (): SandboxFault => {
    const effect = random.pick(EFFECTS);
    const times = random.pick(TIMES);
    const target = { provider: random.pick(PROVIDERS), skip: random.whole(0, 5) };
    return { ...target, ...effect, ...(times !== Infinity && { times }) };
  });
  const latencies = ROUTES.map((route) => [route, random.pick([0, 0, 20, 100, 400])] as const);
  behaviour.faults = faults;
  behaviour.latencyMs = Object.fromEntries(latencies);
}

/** Makes the sandbox answer everything immediately, as documented. */
export function endFaults(behaviour: SandboxBehaviour): void {
  behaviour.faults = [];
  behaviour.latencyMs = {};
}
