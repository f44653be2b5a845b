import { createServer, request } from 'node:http';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/*
 * A sandbox for each company, with its limits. As with the vendors, every company's ccrm has an origin of its own, while
 * Voicenter and RingMe have one for all, which tells companies apart by their credentials. BUILT is the folder with the
 * copied build, COMPANIES their ids and calls a day as JSON. 'take' asks for the requests of each company since the last time.
 */

const { BUILT, COMPANIES } = process.env;
const { startSandbox } = await import(pathToFileURL(join(BUILT, 'dist/sandbox/sandbox.js')).href);
/** Voicenter's is the vendor's. RingMe and ccrm tell of a limit, but not which. */
const LIMITS = { requestsPerMinute: { voicenter: 30, ccrm: 300 }, ringmeQuota: 1000 };

const sandboxes = new Map();
for (const [index, { id, callsPerDay }] of JSON.parse(COMPANIES).entries()) {
  const sandbox = await startSandbox({ seed: index + 1, company: id, callsPerDay, now: () => new Date() });
  const [account] = Object.values(sandbox.data.accountCodes);
  sandbox.data.accountCodes = { [`voicenter-${id}`]: account };
  Object.assign(sandbox.behaviour, LIMITS, { ringmeTokens: [`ringme-${id}`], ccrmTokens: [`ccrm-${id}`] });
  sandboxes.set(id, sandbox);
}

const voicenter = await listen((_headers, body) => JSON.parse(body).code.slice('voicenter-'.length));
const ringme = await listen(({ authorization = '' }) => authorization.slice('Bearer ringme-'.length));
process.on('message', () => {
  process.send([...sandboxes].map(([id, sandbox]) => ({ id, ...taken(sandbox) })));
});
process.send({
  voicenter,
  ringme,
  ccrm: Object.fromEntries([...sandboxes].map(([id, { ccrmUrl }]) => [id, ccrmUrl])),
});

function taken(sandbox) {
  const counts = { voicenter: 0, ringme: 0, ccrm: 0 };
  for (const { provider } of sandbox.requests) counts[provider] += 1;
  sandbox.clearRequests();
  return counts;
}

/** An address for all companies; `idOf` says whose request it is. */
async function listen(idOf) {
  const server = createServer(async (incoming, response) => {
    const body = Buffer.concat(await Array.fromAsync(incoming));
    const { method, headers, url: path } = incoming;
    const sent = request(sandboxes.get(idOf(headers, body)).url + path, { method, headers }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      answer.pipe(response);
    });
    sent.on('error', () => response.destroy());
    sent.end(body);
  });
  server.keepAliveTimeout = 60_000;
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${server.address().port}`;
}
