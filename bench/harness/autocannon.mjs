import { createRequire } from 'node:module';

/*
 * Sends bodies repeatedly on some connections, each of which begins with another body, and writes autocannon's result as
 * JSON. Reads its options from standard input.
 */

const autocannon = createRequire(new URL('../peers/', import.meta.url))('autocannon');
const { url, headers, bodies, connections, seconds } = JSON.parse(
  Buffer.concat(await process.stdin.toArray()),
);
const requests = bodies.map((body) => ({ method: 'POST', headers, body }));
let clients = 0;

const result = await autocannon({
  url,
  connections,
  duration: seconds,
  setupClient(client) {
    const first = Math.floor((requests.length * clients) / connections) % requests.length;
    clients += 1;
    client.setRequests([...requests.slice(first), ...requests.slice(0, first)]);
  },
});
process.stdout.write(JSON.stringify(result));
