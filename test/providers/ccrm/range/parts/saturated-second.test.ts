import { describe, expect, test } from '@jest/globals';
import { PageEvidence, type Page } from '../../../../../src/providers/ccrm/range/page-evidence.js';
import { readEveryPage } from '../../../../../src/providers/ccrm/range/saturated-second.js';
import { crowd, pageOf, scripted } from './a-page.js';

const EMPTY = pageOf([]);

/** Evidence that pages have ten records; one total has been right if `haveMatched`. */
function evidenceOfTens(haveMatched = false): PageEvidence {
  const evidence = new PageEvidence();
  evidence.noteCut(10);
  if (haveMatched) evidence.accept(pageOf(crowd(0, 3), 3));
  return evidence;
}

/** Reads every page from these responses, starting with page 1. */
async function read(answers: readonly Page[], evidence = evidenceOfTens()) {
  const [first = EMPTY, ...others] = answers;
  const { asked, next } = scripted(...others);
  const { calls, received, isComplete } = await readEveryPage(first, next, evidence);
  expect(isComplete).toBe(true);
  return { uuids: calls.map(({ uuid }) => uuid).toSorted(), received, asked };
}

/** The pages of so many calls from number `first` on, ten on each. */
function pages(count: number, total: number | null = null, first = 0): Page[] {
  const calls = crowd(0, count, first);
  return Array.from({ length: Math.ceil(count / 10) }, (_, index) =>
    pageOf(calls.slice(10 * index, 10 * index + 10), total),
  );
}

const uuids = (count: number) =>
  crowd(0, count)
    .map(({ uuid }) => uuid)
    .toSorted();

describe('a second of several pages', () => {
  test('is complete once two passes have the same pages; a short page is the last', async () => {
    const answers = [...pages(23), ...pages(23)];
    expect(await read(answers)).toEqual({ uuids: uuids(23), received: 23, asked: [2, 3, 1, 2, 3] });
  });

  test('ends with an empty page if the last page is full', async () => {
    const answers = [...pages(20), EMPTY, ...pages(20), EMPTY];
    expect(await read(answers)).toEqual({ uuids: uuids(20), received: 20, asked: [2, 3, 1, 2, 3] });
  });

  test('ends with a page that repeats earlier ones', async () => {
    const [one = EMPTY, two = EMPTY] = pages(20);
    const overlapping = read([one, two, one, ...Array.from({ length: 11 }, () => [one, two, one]).flat()]);
    await expect(overlapping).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE', provider: 'ccrm' });
  });

  test('isn’t over at a short page if its total is larger', async () => {
    const short = [...pages(10, 17), pageOf(crowd(0, 4, 10), 17), pageOf(crowd(0, 3, 14), 17)];
    expect(await read([...short, ...short])).toMatchObject({ uuids: uuids(17), asked: [2, 3, 1, 2, 3] });
  });

  test('continues after a page that can’t be read', async () => {
    const [one = EMPTY, two = EMPTY] = pages(13);
    const odd = pageOf([], null, 10);
    expect(await read([one, odd, two, one, odd, two])).toEqual({
      uuids: uuids(13),
      received: 23,
      asked: [2, 3, 1, 2, 3],
    });
  });

  test('is read again while passes differ, and then proved by two identical passes', async () => {
    const before = pages(23);
    // A record of page 1 has disappeared, so another moved up between two pages.
    const after = pages(22, null, 1);
    const { uuids: found, asked } = await read([...before, ...after, ...after]);
    expect(found).toEqual(
      crowd(0, 22, 1)
        .map(({ uuid }) => uuid)
        .toSorted(),
    );
    expect(asked).toEqual([2, 3, 1, 2, 3, 1, 2, 3]);
  });

  test('isn’t proved by passes of which one has fewer records or fewer pages than the other', async () => {
    const odd = (unreadable: number) => [...pages(10), pageOf(crowd(0, 3, 10), null, unreadable)];
    expect((await read([...odd(2), ...odd(1), ...odd(1)])).received).toBe(14);
    expect((await read([...pages(23), ...pages(9), ...pages(9)])).uuids).toEqual(uuids(9));
  });

  test('isn’t proved by passes of which one page differs', async () => {
    const before = pages(23);
    const after = before.with(1, pageOf([...crowd(0, 9, 10), ...crowd(0, 1, 99)]));
    expect((await read([...before, ...after, ...after])).uuids).toContain('crowd 99');
  });

  test('isn’t proved by a single page if several have followed it before', async () => {
    expect((await read([...pages(9), ...pages(13), ...pages(13)])).uuids).toEqual(uuids(13));
  });

  test('of a single page may have grown between passes', async () => {
    expect(await read([...pages(7), ...pages(9)])).toEqual({ uuids: uuids(7), received: 7, asked: [1] });
    expect((await read([...pages(9), ...pages(7), ...pages(7)])).asked).toEqual([1, 1]);
  });

  test('without records is complete after two empty answers', async () => {
    expect(await read([EMPTY, EMPTY])).toEqual({ uuids: [], received: 0, asked: [1] });
  });

  test('is an error after twelve passes that all differ', async () => {
    const passes = Array.from({ length: 12 }, (_, index) => pageOf(crowd(0, 5, index)));
    const { asked, next } = scripted(...passes.slice(1));
    await expect(readEveryPage(passes[0] ?? EMPTY, next, evidenceOfTens())).rejects.toMatchObject({
      code: 'UPSTREAM_BAD_RESPONSE',
      message: 'ccrm’s pages of a time that can’t be divided contradict each other',
    });
    expect(asked).toHaveLength(11);
  });

  test('is read up to page 100', async () => {
    const every = pages(1000);
    expect((await read([...every, ...every])).asked).toHaveLength(199);
    const more = pages(1020);
    const { uuids: found } = await read([...more.slice(0, 100), ...more.slice(0, 100)]);
    expect(found).toHaveLength(1000);
  });
});

describe('overlapping pages', () => {
  /** Ties in a different order in each response: one pass lacks a call that another has. */
  const without = (index: number, total: number | null) => {
    const calls = crowd(0, 13);
    const left = calls.filter((_, each) => each !== index);
    return [pageOf(left.slice(0, 10), total), pageOf([...left.slice(9)], total)];
  };

  test('are complete once all passes have as many calls as the total, and two passes found no others', async () => {
    const answers = [0, 1, 2, 3].flatMap((index) => without(index, 13));
    expect(await read(answers)).toEqual({ uuids: uuids(13), received: 13, asked: [2, 1, 2, 1, 2, 1, 2] });
  });

  test('are an error without a total', async () => {
    const answers = Array.from({ length: 12 }, (_, index) => without(index, null)).flat();
    await expect(read(answers)).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
  });

  test('are an error with a total that was wrong before', async () => {
    const evidence = evidenceOfTens();
    evidence.discreditTotals();
    const answers = Array.from({ length: 12 }, (_, index) => without(index, 13)).flat();
    await expect(read(answers, evidence)).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
  });

  test('are collected again once the total has changed', async () => {
    const gone = [0, 1, 2].flatMap((index) => without(index + 1, 13));
    // A call has disappeared, and those of earlier passes may have, too.
    const left = pages(12, 12).map((page, index) => (index === 0 ? page : pageOf(crowd(0, 3, 9), 12)));
    expect(await read([...gone.slice(0, 4), ...left, ...left, ...left])).toEqual({
      uuids: uuids(12),
      received: 12,
      asked: [2, 1, 2, 1, 2, 1, 2, 1, 2],
    });
  });

  test('are an error if the total differs from page to page', async () => {
    const differing = (index: number) =>
      without(index, 13).map((page, number) => ({ ...page, total: 13 - number }));
    const answers = Array.from({ length: 12 }, (_, index) => differing(index)).flat();
    await expect(read(answers)).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
  });

  test('don’t reach a larger total by counting a call that has disappeared', async () => {
    const [one = EMPTY, two = EMPTY] = without(0, 13);
    const gone = [pageOf([...one.calls.slice(0, 9), ...crowd(0, 1, 99)], 13), two];
    // Of 14 calls, two passes lack the last; the next one lacks another.
    const lacking = (index: number) => {
      const left = crowd(0, 14).filter((_, each) => each !== index);
      return [pageOf(left.slice(0, 10), 14), pageOf(left.slice(9), 14)];
    };
    const answers = [13, 13, 13, 1, 2, 3].flatMap(lacking);
    expect((await read([...gone, ...answers])).uuids).toEqual(uuids(14));
  });

  test('are collected again once they exceed the total', async () => {
    const other = [pageOf(crowd(0, 10, 20), 13), pageOf(crowd(0, 4, 29), 13)];
    const answers = [...other, ...[0, 1, 2, 3].flatMap((index) => without(index, 13))];
    expect((await read([...answers, ...without(4, 13)])).uuids).toEqual(uuids(13));
  });
});

describe('a total', () => {
  test('that two identical passes contradict is wrong, though the calls are complete', async () => {
    const evidence = evidenceOfTens();
    expect((await read([...pages(13, 20), EMPTY, ...pages(13, 20), EMPTY], evidence)).uuids).toEqual(
      uuids(13),
    );
    expect(evidence.areTotalsCredible).toBe(false);
  });

  test('that counts records of two empty passes is wrong', async () => {
    const evidence = evidenceOfTens();
    expect((await read([pageOf([], 3), pageOf([], 3)], evidence)).uuids).toEqual([]);
    expect(evidence.areTotalsCredible).toBe(false);
  });

  test('that passes reach, or that is missing, stays credible', async () => {
    for (const total of [13, null]) {
      const evidence = evidenceOfTens();
      await read([...pages(13, total), ...pages(13, total)], evidence);
      expect(evidence.areTotalsCredible).toBe(true);
    }
  });

  test('that was right before reveals that identical passes lack records', async () => {
    const evidence = evidenceOfTens(true);
    const short = [...pages(13, 14), EMPTY];
    const whole = pages(14, 14);
    expect((await read([...short, ...short, ...whole, ...whole], evidence)).uuids).toEqual(uuids(14));
    expect(evidence.areTotalsCredible).toBe(true);
  });
});
