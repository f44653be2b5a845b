/*
 * Prints the goodput of Switchboard at its peak and at twice that load: answers with data a second, in time. The two
 * take turns, and each round gives one share. Whole answers aren't kept: giving one again costs hardly more than
 * refusing it. Needs a build (npm run build). Usage: node test/resilience/goodput.mjs [SECONDS] [ROUNDS]
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { Agent, request } from 'node:http';

const SECONDS = Number(process.argv[2] ?? 10);
const ROUNDS = Number(process.argv[3] ?? 5);
const CALLERS = 48;
const TICK = 5;
/** Milliseconds; what comes later is no good. */
const DEADLINE = 2000;

// Costs the server much and the asker little, as both share a machine: it looks at every call of a month, six times,
// and finds none.
const range = 'from: "2026-03-01T00:00:00+01:00", to: "2026-04-01T00:00:00+02:00"';
const field = `calls(${range}, filter: { minDurationSeconds: 999999 }) { nodes { uuid } }`;
const body = JSON.stringify({ query: `{ ${[...'abcdef'].map((alias) => `${alias}: ${field}`).join(' ')} }` });

const server = spawn(process.execPath, ['dist/main.js'], {
  env: { PORT: '0', CACHE_RESPONSES: 'false' },
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const url = await addressOf(server);
  let peak = { ...(await atOnce(url, CALLERS, SECONDS)), rate: null };
  print(`${CALLERS} callers`, peak);
  for (let rate = peak.good; rate < 1.2 * peak.good;) {
    rate = 1.5 * peak.good;
    const run = await atRate(url, rate, SECONDS);
    print(`${Math.round(rate)}/s offered`, run);
    if (run.good > peak.good) peak = { ...run, rate };
  }
  const { rate } = peak;
  const shares = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const now = rate === null ? await atOnce(url, CALLERS, SECONDS) : await atRate(url, rate, SECONDS);
    print('peak', now);
    const double = await atRate(url, 2 * now.good, SECONDS);
    print(`twice the peak, ${Math.round(2 * now.good)}/s offered`, double);
    shares.push((100 * double.good) / now.good);
  }
  shares.sort((a, b) => a - b);
  const [least, median, most] = [0, (ROUNDS - 1) >> 1, ROUNDS - 1].map((at) => shares[at].toFixed(0));
  console.log(`goodput at twice the load: ${median} (${least}–${most}) % of the peak`);
} finally {
  server.kill('SIGKILL');
}

/** A fixed number of callers, each asking again as soon as it is answered. */
async function atOnce(url, callers, seconds) {
  const agent = new Agent({ keepAlive: true });
  const tally = newTally(seconds);
  const end = performance.now() + seconds * 1000;
  const caller = async () => {
    while (performance.now() < end) await ask(url, agent, tally);
  };
  await Promise.all(Array.from({ length: callers }, caller));
  agent.destroy();
  return tally.result();
}

/** So many requests a second, whether or not the earlier ones are answered. */
async function atRate(url, rate, seconds) {
  const agent = new Agent({ keepAlive: true });
  const tally = newTally(seconds);
  const started = performance.now();
  const asked = [];
  await new Promise((done) => {
    const timer = setInterval(() => {
      const passed = performance.now() - started;
      while (asked.length < (passed * rate) / 1000) asked.push(ask(url, agent, tally));
      if (passed < seconds * 1000) return;
      clearInterval(timer);
      done();
    }, TICK);
  });
  await Promise.all(asked);
  agent.destroy();
  return tally.result();
}

function ask(url, agent, tally) {
  const started = performance.now();
  return new Promise((done) => {
    const sent = request(`${url}/graphql`, {
      method: 'POST',
      agent,
      headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
    });
    const settle = (status) => done(tally.add(status, performance.now() - started));
    sent.on('error', () => settle(0));
    sent.on('response', (response) => response.resume().on('end', () => settle(response.statusCode)));
    sent.end(body);
  });
}

function newTally(seconds) {
  const times = [];
  const statuses = new Map();
  const end = performance.now() + seconds * 1000;
  return {
    add(status, milliseconds) {
      const isLate = status === 200 && (performance.now() > end || milliseconds > DEADLINE);
      const outcome = isLate ? 'late' : status;
      statuses.set(outcome, (statuses.get(outcome) ?? 0) + 1);
      if (outcome === 200) times.push(milliseconds);
    },
    result() {
      times.sort((a, b) => a - b);
      const at = (share) => Math.round(times[Math.floor(times.length * share)] ?? NaN);
      return {
        good: times.length / seconds,
        statuses: Object.fromEntries(statuses),
        p50: at(0.5),
        p99: at(0.99),
      };
    },
  };
}

function print(name, { good, statuses, p50, p99 }) {
  console.log(
    `${name}: ${good.toFixed(0)} answers/s, p50 ${p50} ms, p99 ${p99} ms, ${JSON.stringify(statuses)}`,
  );
}

async function addressOf({ stdout }) {
  for (let printed = ''; ;) {
    const [chunk] = await once(stdout, 'data');
    printed += chunk;
    const address = /Playground: (\S+)\/\n/.exec(printed)?.[1];
    if (address === undefined) continue;
    stdout.resume();
    return address;
  }
}
