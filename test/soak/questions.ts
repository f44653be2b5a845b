import { readFileSync } from 'node:fs';
import { badRequests } from './bad-requests.ts';
import { operation, type Received, type Sent } from './exchange.ts';
import type { KnownThings } from './known-things.ts';
import type { Random } from '../support/random.ts';

/** A request and the handling of its response. */
export interface Question {
  readonly sent: Sent;
  readonly answered?: (answer: Received['answer']) => void;
}

type Kind = () => Question;

const DAY = 86_400_000;
const RANGES = 40;
/** The texts of which each may be sent again. */
const TEXTS = 50;
const LIVE_HOURS = [1, 6, 24];
const STATUSES = ['ANSWERED', 'NO_ANSWER', 'BUSY'];
const DIRECTIONS = ['INBOUND', 'OUTBOUND', 'INTERNAL'];
const ZONES = ['Europe/Warsaw', 'Asia/Jerusalem', 'Europe/Moscow'];
const ENTITY = `__typename ... on Call { startedAt extension { name } } ... on Note { text call { uuid } }
  ... on Extension { label: name client { name } } ... on Client { name geoRestriction { mode } }`;
const NODES = `query ($ids: [ID!]!) { nodes(ids: $ids) { ${ENTITY} } }`;
const ENTITIES = `query ($representations: [_Any!]!) { _entities(representations: $representations) { ${ENTITY} } }`;
const BY_UUID =
  'query ($uuid: ID!) { call(uuid: $uuid) { startedAt notes { text } agents { extension { sip } } } }';

/**
 * Generates requests, the same ones for the same seed: the playground's documents, consecutive pages, filters, nodes,
 * entities, mutations, bad requests and callers that disconnect. Most consist of a few dozen documents; some have a new
 * text, thousands of them in ten minutes, which must not stay in the server's memory.
 */
export function createQuestions(things: KnownThings, days: number, now: number, random: Random): Kind {
  const mainQuery = documentNamed('main-query');
  const callsPage = documentNamed('calls-page');
  const extensionCalls = documentNamed('extension-calls');
  const updateClient = documentNamed('update-client');
  const bad = badRequests(iso(now - DAY), iso(now));
  const ranges = Array.from({ length: RANGES }, () => {
    const to = now - DAY * random.whole(0, days - 4);
    return { from: iso(to - DAY * random.whole(1, 3)), to: iso(to) };
  });
  const sentLately = Array.from({ length: TEXTS }, () => '{ client { name } }');
  /** The end cursor of the last page, by range. */
  const cursors = new Map<object, string>();

  const closedRange = () => random.pick(ranges);
  const liveRange = () => {
    const minute = Math.floor(Date.now() / 60_000) * 60_000;
    return { from: iso(minute - (DAY / 24) * random.pick(LIVE_HOURS)), to: iso(minute) };
  };
  const anyRange = () => (random.fraction() < 0.3 ? liveRange() : closedRange());

  const main: Kind = () => ({ sent: operation(mainQuery, anyRange()) });

  const page: Kind = () => {
    const range = closedRange();
    const after = cursors.get(range);
    return {
      sent: operation(callsPage, { ...range, first: 20, ...(after !== undefined && { after }) }),
      answered(answer) {
        const end = endCursorOf(answer);
        if (end === null) cursors.delete(range);
        else cursors.set(range, end);
      },
    };
  };

  const filtered: Kind = () => {
    const filter = `{ status: ${random.pick(STATUSES)}, direction: [${random.pick(DIRECTIONS)}] }`;
    const list = `calls(from: $from, to: $to, filter: ${filter}, first: ${random.pick([5, 50])})`;
    const fields = 'totalCount nodes { uuid externalParty { phone { e164 } } }';
    const query = `query ($from: DateTime!, $to: DateTime!) { ${list} { ${fields} } }`;
    return { sent: operation(query, closedRange()) };
  };

  const extension: Kind = () => {
    return { sent: operation(extensionCalls, { speedDial: random.pick(things.speedDials), ...anyRange() }) };
  };

  const directory: Kind = () => {
    const search = random.pick(['1', 'a', 'support', '']);
    const list = `extensions(search: "${search}", first: ${random.pick([2, 10, 50])})`;
    return { sent: operation(`{ clients { name timezone } ${list} { nodes { name user { email } } } }`) };
  };

  const nodes: Kind = () => {
    const ids = Array.from({ length: random.whole(1, 6) }, () => random.pick(things.ids));
    return { sent: operation(NODES, { ids }) };
  };

  const entities: Kind = () => ({
    sent: operation(ENTITIES, {
      representations: [
        { __typename: 'Call', uuid: random.pick(things.callUuids) },
        { __typename: 'Extension', sip: random.pick(things.sips) },
      ],
    }),
  });

  const byUuid: Kind = () => ({ sent: operation(BY_UUID, { uuid: random.pick(things.callUuids) }) });

  let texts = 0;
  const neverSent: Kind = () => {
    texts += 1;
    const aliases = Array.from({ length: random.whole(1, 60) }, (_, at) => `text_${texts}_${at}: timezone`);
    const query = `query Text${texts} { client { name ${aliases.join(' ')} } }`;
    // Some are sent again, so that they get a plan.
    if (random.fraction() < 0.5) sentLately[texts % sentLately.length] = query;
    return { sent: operation(query) };
  };

  const sentBefore: Kind = () => ({ sent: operation(random.pick(sentLately)) });

  const mutation: Kind = () => {
    const diskSpaceNotifyThreshold = random.pick([50, 80, 101]);
    return {
      sent: operation(updateClient, { input: { timezone: random.pick(ZONES), diskSpaceNotifyThreshold } }),
    };
  };

  const leaving: Kind = () => ({ sent: { ...main().sent, leavesAfter: random.whole(0, 40) } });

  const wrong: Kind = () => ({ sent: random.pick(bad) });

  const kinds = weighted([
    [24, main],
    [14, page],
    [12, filtered],
    [10, extension],
    [8, directory],
    [8, nodes],
    [6, entities],
    [4, byUuid],
    [2, mutation],
    [16, neverSent],
    [8, sentBefore],
    [6, leaving],
    [6, wrong],
  ]);
  return () => random.pick(kinds)();
}

function weighted(shares: readonly (readonly [number, Kind])[]): readonly Kind[] {
  return shares.flatMap(([share, kind]) => Array.from({ length: share }, () => kind));
}

/** null if the response has no next page. */
function endCursorOf(answer: Received['answer']): string | null {
  const found = /"hasNextPage":true,"endCursor":"([\w-]+)"/.exec(JSON.stringify(answer));
  return found?.[1] ?? null;
}

function documentNamed(name: string): string {
  return readFileSync(new URL(`../../schema/operations/${name}.graphql`, import.meta.url), 'utf8');
}

function iso(instant: number): string {
  return new Date(instant).toISOString();
}
