import { readFile } from 'node:fs/promises';
import type { Question } from '../harness/question.ts';
import { archivedSince } from './settings.ts';

/** One question of a visit, and after how many milliseconds it is asked. */
export interface Asked {
  readonly after: number;
  readonly question: Question;
}

export interface Questions {
  /** The calls of the last 24 hours with their notes, extensions and client: the playground's first tab. */
  latestCalls(): Question;
  /** What somebody asks who opens the page at this moment and looks around; `random` from 0 up to, but not, 1. */
  visit(random: () => number): readonly Asked[];
  /** The query of a subscription to new calls. */
  readonly newCalls: string;
}

const HOUR_MS = 3_600_000;
/** In which somebody looks around. */
const VISIT_MS = 10_000;
const SPEED_DIALS = ['101', '102', '105', '107', '108', '201', '205', '301', '304'];
const WORDS = ['rout', 'faktur', 'oddzw', 'klient', 'reklam'];
/** What is asked in a visit after the page has opened, and in which share of the visits. */
const SHARES = { page: 0.6, person: 0.6, statistics: 0.3, search: 0.2 };

/** The questions of schema/operations, as their authors would ask them on this day. */
export async function readQuestions(): Promise<Questions> {
  const read = (name: string) =>
    readFile(new URL(`../../schema/operations/${name}.graphql`, import.meta.url), 'utf8');
  const [main, statistics, page, extension, person, search, newCalls] = await Promise.all(
    [
      'main-query',
      'call-statistics',
      'calls-page',
      'extension-calls',
      'person-calls',
      'note-search',
      'new-calls',
    ].map(read),
  );
  const asked = (query = '', variables: Question['variables'] = {}) => ({ query, variables });
  const latestCalls = () => asked(main, lastHours(24));

  function visit(random: () => number): readonly Asked[] {
    const one = (texts: readonly string[]) => texts[Math.floor(random() * texts.length)];
    const later = (share: number, question: () => Question) =>
      random() < share ? [{ after: random() * VISIT_MS, question: question() }] : [];
    const phone = `48${String(500_000_000 + Math.floor(random() * 300_000_000))}`;
    return [
      { after: 0, question: latestCalls() },
      { after: 50, question: asked(extension, { ...lastHours(24), speedDial: one(SPEED_DIALS) }) },
      ...later(SHARES.page, () => asked(page, lastHours(8))),
      ...later(SHARES.person, () => asked(person, { filter: { phone: `+${phone}` } })),
      ...later(SHARES.statistics, () => asked(statistics, lastHours(12))),
      ...later(SHARES.search, () =>
        asked(search, { search: one(WORDS), from: `${archivedSince()}T12:00:00Z` }),
      ),
    ];
  }
  return { latestCalls, visit, newCalls: newCalls ?? '' };
}

/** Up to now, as nobody's clock is another's: to the millisecond. */
function lastHours(hours: number): { readonly from: string; readonly to: string } {
  const now = Date.now();
  return { from: new Date(now - hours * HOUR_MS).toISOString(), to: new Date(now).toISOString() };
}
