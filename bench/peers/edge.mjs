import { hash, randomUUID, timingSafeEqual } from 'node:crypto';
import pino from 'pino';

/*
 * What a server does with every request beside answering it, in production: it checks the API key, and writes a
 * line of log when the answer has been sent. Lines are written several together, as Switchboard's.
 */

const KNOWN = Buffer.from(process.env.AUTH_API_KEY_SHA256, 'hex');
const log = pino({ base: null }, pino.destination({ sync: false, minLength: 4096 }));

/** Whether the request has the known key; its line is written in either case. */
export function admit({ method, headers }, response) {
  const requestId = randomUUID();
  const started = performance.now();
  response.once('close', () => {
    const ms = Math.round(performance.now() - started);
    log.info(
      { requestId, method, route: '/graphql', key: 'bench', status: response.statusCode, ms },
      'request',
    );
  });
  return timingSafeEqual(hash('sha256', headers['x-api-key'] ?? '', 'buffer'), KNOWN);
}
