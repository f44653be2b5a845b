import { Agent, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import { keepAt, type Attack, type Target } from './target.ts';

/** Milliseconds that an attacker waits after a rejection to get the most out of its share. */
const AFTER_REFUSAL = 100;
const CALLERS = 4;

interface Operation {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
}

const FULL_CALL = `uuid startedAt direction status service routing durationSeconds cost costAmount destination smsText
  hasNotes flags { uuid name color } from { ...Party } to { ...Party } externalParty { ...Party }
  agents { internalNumber user { firstName lastName } extension { ...Phone } } extension { ...Phone }
  client { name timezone } workspace { id timezone }`;
const FRAGMENTS = `fragment Party on CallParty { kind phone { raw formatted e164 } extension { name } contact {
    ... on CallContactPerson { uuid firstName lastName } ... on CallContactOrganisation { uuid name } } }
  fragment Phone on Extension { id sip name speedDial user { name email } account { id name } }`;

/** Documents with full pages of complete calls, as expensive as allowed. */
export const heavyDocuments = asking(CALLERS, ({ from, to }) => ({
  query: `query ($from: DateTime!, $to: DateTime!) {
    a: calls(from: $from, to: $to, first: 500) { totalCount nodes { ${FULL_CALL} } }
    b: callStatistics(from: $from, to: $to, groupBy: EXTENSION) { callCount groups { callCount extension { name } } }
    c: calls(from: $from, to: $to, first: 500, filter: { internalNumbers: ${list(1000, (at) => `${at}`)} }) {
      totalCount nodes { ${FULL_CALL} } }
  } ${FRAGMENTS}`,
  variables: { from, to },
}));

/** Searches of the maximum length, as many as a document may have. */
export const longSearches = asking(CALLERS, (_target, number) => ({
  query: `{ ${aliases(50, (at) => `extensions(search: "${`Zażółć gęślą ${number} ${at} `.padEnd(200, 'ą')}", first: 1) { totalCount }`)} }`,
}));

/** Lists of ids under every alias. */
export const idLists = asking(CALLERS, ({ ids }, number) => ({
  query: `query ($ids: [ID!]!) { ${aliases(50, (at) => `nodes(ids: $ids) { __typename ... on Call { uuid status s${number}_${at}: startedAt } ... on Extension { name } }`)} }`,
  variables: { ids },
}));

/** Documents of 4 KB, each of them new. */
export const differentDocuments = asking(CALLERS, (_target, number) => {
  const name = `n${process.pid}_${number}`;
  return { query: `query ${name} { client { ${aliases(100, (at) => `f_${name}_${at}: timezone`, '')} } }` };
});

/** The maximum number of aliases of a 125 KB text. */
export const longTexts = asking(CALLERS, (_target, number) => ({
  query: `{ client { ${aliases(99, (at) => `e${number % 7}_${at}: email`, '')} } }`,
}));

/** Notes whose HTML is one long link with many styles. */
export const hostileNotes = asking(CALLERS, ({ from, to }) => ({
  query: `query ($from: DateTime!, $to: DateTime!) {
    calls(from: $from, to: $to, first: 200) { nodes { notes { ${aliases(20, () => 'html')} text content } } } }`,
  variables: { from, to },
}));

function asking(callers: number, operationOf: (target: Target, number: number) => Operation): Attack {
  return async (target, signal, count) => {
    const agent = new Agent({ keepAlive: true });
    let number = 0;
    await keepAt(callers, signal, async () => {
      number += 1;
      const status = await send(target, agent, JSON.stringify(operationOf(target, number)), signal);
      count(status);
      if (status !== '200') await pause(AFTER_REFUSAL);
    });
    agent.destroy();
  };
}

/** Sends a body to /graphql with the attackers' key and reads the response; returns its status or the error's code. */
function send({ url, key }: Target, agent: Agent, body: string, signal: AbortSignal): Promise<string> {
  const headers = {
    'x-api-key': key,
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(body),
  };
  return new Promise((resolve) => {
    const failed = (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message);
    const outgoing = request(`${url}/graphql`, { method: 'POST', agent, headers, signal });
    outgoing.on('error', failed);
    outgoing.on('response', (response) => {
      response.on('error', failed);
      response.on('end', () => resolve(String(response.statusCode)));
      response.resume();
    });
    outgoing.end(body);
  });
}

function aliases(times: number, field: (at: number) => string, prefix = 'a'): string {
  return Array.from({ length: times }, (_, at) => (prefix === '' ? '' : `${prefix}${at}: `) + field(at)).join(
    ' ',
  );
}

function list(length: number, item: (at: number) => string): string {
  return JSON.stringify(Array.from({ length }, (_, at) => item(at)));
}
