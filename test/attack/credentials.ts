import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { generateKeyPair, SignJWT } from 'jose';
import { KEY_ID, keepAt, type Attack } from './target.ts';

const BODY = JSON.stringify({ query: '{ client { name } }' });
/** Milliseconds between two guesses of one attacker. */
const BETWEEN = 20;

/** Keys that don't exist. */
export const badKeys: Attack = (target, signal, count) =>
  guess(target.url, signal, count, (round) => ({ 'x-api-key': `guess ${round}` }));

/** Well-formed tokens signed by someone else, and valid ones without a subject. */
export const badTokens: Attack = async (target, signal, count) => {
  const { privateKey } = await generateKeyPair('ES256');
  const forged = await Promise.all(
    Array.from({ length: 200 }, (_, number) =>
      new SignJWT({ sub: `forger ${number}`, workspaces: ['acme'], scope: 'calls:read' })
        .setProtectedHeader({ alg: 'ES256', kid: KEY_ID })
        .setExpirationTime('1h')
        .sign(privateKey),
    ),
  );
  const tokens = [...forged, ...target.subjectless];
  await guess(target.url, signal, count, (round) => ({
    authorization: `Bearer ${tokens[round % tokens.length] ?? ''}`,
  }));
};

async function guess(
  url: string,
  signal: AbortSignal,
  count: (outcome: string) => void,
  headersOf: (round: number) => Readonly<Record<string, string>>,
): Promise<void> {
  const agent = new Agent({ keepAlive: true });
  let round = 0;
  await keepAt(2, signal, async () => {
    round += 1;
    count(await statusOf(url, agent, headersOf(round), signal));
    await pause(BETWEEN);
  });
  agent.destroy();
}

/** The status of a response, or the error's code. */
function statusOf(
  url: string,
  agent: Agent,
  credentials: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<string> {
  const headers = { ...credentials, 'content-type': 'application/json', 'content-length': BODY.length };
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message);
    const outgoing = request(`${url}/graphql`, { method: 'POST', agent, headers, signal });
    outgoing.on('error', failed);
    outgoing.on('response', (response) => {
      response
        .resume()
        .on('error', failed)
        .on('end', () => resolve(String(response.statusCode)));
    });
    outgoing.end(BODY);
  });
}
