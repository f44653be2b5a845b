import { describe, expect, test } from '@jest/globals';
import { IntervalPages } from '../../../../../src/providers/ccrm/range/interval-pages.js';
import type { Page } from '../../../../../src/providers/ccrm/range/page-evidence.js';
import { aScope } from '../../../../support/a-scope.js';
import { callAt, callsFrom, crowd, pageOf, scripted, seconds } from './a-page.js';

const DATES = ['2025-03-12 12:59:59', '2025-03-12 14:00:00'] as const;
const HOUR = seconds(0, 3599);
const BAD = { code: 'UPSTREAM_BAD_RESPONSE', provider: 'ccrm' };
const EMPTY = pageOf([]);
/** An empty page with a total that isn't 0. */
const CONTRADICTION = pageOf([], 5);
/** A page whose total matches. */
const MATCHING = pageOf(callsFrom(0, 7), 7);

/** Reads intervals of an account that returns these pages; `asked` are the page numbers of the last read. */
function anAccount(...answers: readonly Page[]) {
  const { asked, readPage } = scripted(...answers);
  const pages = new IntervalPages(readPage);
  return {
    pages,
    async read(interval = HOUR) {
      const before = asked.length;
      let announced = 0;
      const evidence = await pages.read(interval, DATES, aScope(), () => (announced += 1));
      expect(announced).toBe(asked.length - before);
      return { evidence, asked: asked.slice(before) };
    },
  };
}

const complete = (calls: Page['calls'], received = calls.length) => ({ isComplete: true, calls, received });
const incomplete = (received: number, total: number | null = null, saturated: number | null = null) => ({
  isComplete: false,
  received,
  total,
  saturated,
});

describe('an interval', () => {
  const twenty = callsFrom(0, 20);
  const page = pageOf(twenty);
  const without = (index: number) => pageOf(twenty.toSpliced(index, 1, callAt(100 + index)));

  test('is complete after one request if its page can’t have been truncated', async () => {
    const account = anAccount(pageOf(callsFrom(0, 7), null, 2));
    expect(await account.read()).toEqual({ evidence: complete(callsFrom(0, 7), 9), asked: [1] });
  });

  test('is complete if page 2 is empty and page 1 then still has all of its records', async () => {
    const grown = pageOf([...twenty, callAt(50)]);
    expect(await anAccount(page, EMPTY, grown).read()).toEqual({
      evidence: complete(twenty),
      asked: [1, 2, 1],
    });
  });

  test('is read again if a record has disappeared from page 1, because another may have moved up', async () => {
    const account = anAccount(page, EMPTY, without(3), EMPTY, without(3));
    expect(await account.read()).toEqual({ evidence: complete(without(3).calls), asked: [1, 2, 1, 2, 1] });
  });

  test('is read again if page 1 has fewer records than before, even if they are unreadable', async () => {
    const more = pageOf(callsFrom(0, 10), null, 10);
    const fewer = pageOf(callsFrom(0, 11), null, 5);
    const account = anAccount(more, EMPTY, pageOf(fewer.calls, 17, 5), EMPTY, fewer);
    expect((await account.read()).asked).toEqual([1, 2, 1, 2, 1]);
  });

  test('is incomplete if page 1 has lost a record in each of three rounds', async () => {
    const account = anAccount(page, EMPTY, without(1), EMPTY, without(2), EMPTY);
    expect(await account.read()).toEqual({ evidence: incomplete(20), asked: [1, 2, 1, 2, 1, 2] });
  });

  test('is incomplete if page 2 has a further call, which reveals the page size', async () => {
    const account = anAccount(page, pageOf([callAt(30)]), page);
    expect(await account.read()).toEqual({ evidence: incomplete(20), asked: [1, 2] });
    expect(account.pages.evidence.pageSize).toBe(20);
    expect((await account.read()).asked).toEqual([1]);
  });

  test('is incomplete if page 2 has only unreadable records', async () => {
    const account = anAccount(page, pageOf([], null, 1));
    expect(await account.read()).toEqual({ evidence: incomplete(20), asked: [1, 2] });
    expect(account.pages.evidence.pageSize).toBe(20);
  });

  test('is incomplete if page 2 repeats page 1, which doesn’t reveal the page size', async () => {
    const account = anAccount(page, page);
    expect(await account.read()).toEqual({ evidence: incomplete(20), asked: [1, 2] });
    expect(account.pages.evidence.pageSize).toBe(1000);
  });
});

describe('a total', () => {
  const seven = callsFrom(0, 7);

  test('that exceeds a short page is wrong if page 2 is empty and has the same total', async () => {
    const account = anAccount(pageOf(seven, 9), pageOf([], 9));
    expect(await account.read()).toEqual({ evidence: complete(seven), asked: [1, 2] });
    expect(account.pages.evidence.areTotalsCredible).toBe(false);
  });

  test('that was right before is doubted only after two such rounds', async () => {
    const rounds = [pageOf(seven, 9), pageOf([], 9), pageOf(seven, 9), pageOf([], 9)];
    const account = anAccount(MATCHING, ...rounds);
    await account.read();
    expect(await account.read()).toEqual({ evidence: complete(seven), asked: [1, 2, 1, 2] });
    expect(account.pages.evidence.areTotalsCredible).toBe(false);
  });

  test('that was right before stays credible if the first response lacked records', async () => {
    const account = anAccount(MATCHING, pageOf(seven, 9), pageOf([], 9), pageOf(callsFrom(0, 9), 9));
    await account.read();
    expect(await account.read()).toEqual({ evidence: complete(callsFrom(0, 9)), asked: [1, 2, 1] });
    expect(account.pages.evidence.areTotalsCredible).toBe(true);
  });

  test('that changes between two pages is no contradiction', async () => {
    const account = anAccount(pageOf(seven, 9), pageOf([], 8), pageOf(seven, 8));
    expect(await account.read()).toEqual({ evidence: complete(seven), asked: [1, 2, 1] });
    expect(account.pages.evidence.areTotalsCredible).toBe(true);
  });

  test('that counts records which don’t exist doesn’t shorten the proof of a page that may be truncated', async () => {
    const twenty = callsFrom(0, 20);
    const account = anAccount(pageOf(twenty, 25), pageOf([], 25), pageOf(twenty, 25));
    expect(await account.read()).toEqual({ evidence: complete(twenty), asked: [1, 2, 1] });
    expect(account.pages.evidence.areTotalsCredible).toBe(false);
  });

  test('is wrong if it claims that page 1 is everything although page 2 has more', async () => {
    const account = anAccount(pageOf(callsFrom(0, 20), 20), pageOf([callAt(30)], 20));
    expect((await account.read()).asked).toEqual([1, 2]);
    expect(account.pages.evidence.areTotalsCredible).toBe(false);
  });

  test('stays credible if a call has arrived before page 2, which counts it', async () => {
    const account = anAccount(pageOf(callsFrom(0, 20), 20), pageOf([callAt(30)], 21));
    expect((await account.read()).asked).toEqual([1, 2]);
    expect(account.pages.evidence.areTotalsCredible).toBe(true);
  });

  test('of page 2 that counts only the rest doesn’t match', async () => {
    const account = anAccount(pageOf(callsFrom(0, 20), 25), pageOf(callsFrom(20, 5), 5));
    await account.read();
    expect(account.pages.evidence.haveTotalsMatched).toBe(false);
  });

  test('is reported with an incomplete interval', async () => {
    const account = anAccount(pageOf(callsFrom(0, 20), 25), pageOf(callsFrom(20, 5), 25));
    expect((await account.read()).evidence).toEqual(incomplete(20, 25));
  });
});

describe('an empty page that counts records', () => {
  test('is read again after page 2', async () => {
    const account = anAccount(CONTRADICTION, EMPTY, MATCHING);
    expect(await account.read()).toEqual({ evidence: complete(MATCHING.calls), asked: [1, 2, 1] });
    expect(account.pages.evidence.areTotalsCredible).toBe(true);
  });

  test('is an error if it stays empty although totals were right before', async () => {
    const account = anAccount(MATCHING, CONTRADICTION, EMPTY, CONTRADICTION);
    await account.read();
    await expect(account.read()).rejects.toMatchObject({
      ...BAD,
      message: 'ccrm returned an empty page although its total is not 0',
    });
    expect(account.pages.evidence.areTotalsCredible).toBe(true);
  });

  test('is an error if it stays empty although page 2 has records', async () => {
    const account = anAccount(CONTRADICTION, pageOf(callsFrom(0, 5), 5), CONTRADICTION);
    await expect(account.read()).rejects.toMatchObject(BAD);
    expect(account.pages.evidence.areTotalsCredible).toBe(true);
  });

  test('means no calls if it stays empty and no total was ever right', async () => {
    const account = anAccount(CONTRADICTION, EMPTY, CONTRADICTION);
    expect(await account.read()).toEqual({ evidence: complete([]), asked: [1, 2, 1] });
    expect(account.pages.evidence.areTotalsCredible).toBe(false);
  });

  test('means no calls after one request if its total is 0', async () => {
    expect(await anAccount(pageOf([], 0)).read()).toEqual({ evidence: complete([]), asked: [1] });
  });
});

describe('calls of other dates', () => {
  const early = (count: number) => callsFrom(-100, count);
  const late = (count: number) => callsFrom(4000, count);
  const message = 'ccrm returned calls of dates that were not requested';

  test('are accepted at the exact dates that were sent', async () => {
    for (const edge of [callAt(-1), callAt(3600)]) {
      expect((await anAccount(pageOf([edge])).read()).evidence).toEqual(complete([edge]));
    }
  });

  test.each([
    [[...early(3), callAt(0)], true],
    [[...late(3), callAt(0)], true],
    [early(4), false],
    [late(4), false],
    [late(1), false],
  ])('on a complete page are an error if no call is within the dates (%#)', async (calls, isAccepted) => {
    const read = anAccount(pageOf(calls)).read();
    if (isAccepted) expect((await read).evidence).toEqual(complete(calls));
    else await expect(read).rejects.toMatchObject({ ...BAD, message });
  });

  test('on a page that may be truncated are an error if they are more than half', async () => {
    const half = pageOf([...late(10), ...callsFrom(0, 10)]);
    expect((await anAccount(half, EMPTY, half).read()).asked).toEqual([1, 2, 1]);
    await expect(anAccount(pageOf([...late(11), ...callsFrom(0, 9)])).read()).rejects.toMatchObject(BAD);
  });

  test('on page 2 are an error if they are more than half', async () => {
    const page = pageOf(callsFrom(0, 20));
    const half = pageOf([...late(2), ...callsFrom(30, 2)]);
    expect((await anAccount(page, half).read()).evidence).toEqual(incomplete(20));
    await expect(anAccount(page, pageOf([...late(2), callAt(30)])).read()).rejects.toMatchObject(BAD);
  });
});

describe('the length that is expected to fit a page', () => {
  const full = (total: number | null) => [pageOf(callsFrom(0, 20), total), pageOf(callsFrom(20, 1), total)];

  test.each([
    // By the total, or as if there were two pages.
    [100, 0.18 * 3_600_000],
    [21, (0.9 * 20 * 3_600_000) / 21],
    [null, 0.45 * 3_600_000],
  ])('is nine tenths of a page of an incomplete interval (total %s)', async (total, expected) => {
    const account = anAccount(...full(total));
    expect(account.pages.span).toBe(Infinity);
    await account.read();
    expect(account.pages.span).toBeCloseTo(expected, 3);
  });

  test('grows to that of a longer complete interval, and doesn’t shrink to a shorter one', async () => {
    const account = anAccount(...full(100), MATCHING, MATCHING);
    await account.read();
    await account.read(seconds(0, 599));
    expect(account.pages.span).toBeCloseTo(648_000, 3);
    await account.read(seconds(0, 1799));
    expect(account.pages.span).toBe(1_800_000);
  });
});

describe('a second that holds more than half of an incomplete page', () => {
  const answers = (others: number) => [
    pageOf([...callsFrom(100, others), ...crowd(1, 20 - others)]),
    pageOf(crowd(1, 3, 20)),
  ];
  const whole = [...crowd(1, 23)];
  /** Page 1 as first read, page 2, and both again. */
  const everyPage = [
    pageOf(whole.slice(0, 20)),
    pageOf(whole.slice(20)),
    pageOf(whole.slice(0, 20)),
    pageOf(whole.slice(20)),
  ];

  test('is reported', async () => {
    expect((await anAccount(...answers(9)).read()).evidence).toEqual(
      incomplete(20, null, seconds(1, 1).start),
    );
    expect((await anAccount(...answers(10)).read()).evidence).toEqual(incomplete(20));
  });

  test('is read page by page with its neighbours', async () => {
    const [first, ...others] = everyPage;
    if (first === undefined) throw new Error('expected a page');
    const account = anAccount(first, pageOf(whole.slice(20)), ...others);
    const { evidence, asked } = await account.read(seconds(0, 2));
    expect(evidence).toEqual(complete(whole));
    expect(asked).toEqual([1, 2, 2, 1, 2]);
  });

  test('isn’t read page by page within four seconds, or within two if it holds half of them', async () => {
    expect((await anAccount(...answers(0)).read(seconds(0, 3))).evidence).toMatchObject({
      isComplete: false,
    });
    expect((await anAccount(...answers(10)).read(seconds(0, 1))).evidence).toMatchObject({
      isComplete: false,
    });
  });
});
