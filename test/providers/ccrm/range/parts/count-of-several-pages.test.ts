import { describe, expect, test } from '@jest/globals';
import { callsFrom, seconds } from './a-page.js';
import { aWorkspace } from './a-workspace.js';

/* One call per second from one second before noon on, in pages of ten: the total of a minute is 62. */

const MINUTE = seconds(0, 59);
const history = () => ({ calls: callsFrom(-1, 1000), pageSize: 10 });

describe('a total is compared with the sum of its parts', () => {
  test.each([
    ['beginning', seconds(0, 4), ['0..4', '0..59', '0..59 page 2', '59..59', '5..59', '5..5']],
    ['end', seconds(55, 59), ['55..59', '0..59', '0..59 page 2', '0..0', '0..54', '54..54']],
  ])('the %s, if already read, and the rest', async (_, read, requests) => {
    const { open, asked, evidence } = aWorkspace(history());
    const operation = open();
    await operation.reader.fetch(read);
    expect(await operation.count(MINUTE)).toBe(60);
    expect(asked).toEqual(requests);
    expect(evidence.areTotalsRight).toBe(true);
  });

  test('the end, if another operation has read it, and the rest', async () => {
    const { open, asked, evidence } = aWorkspace(history(), {
      fresh: { recent: 5, closed: 3600, maxStale: 0 },
    });
    await open().reader.fetch(seconds(55, 59));
    expect(await open().count(MINUTE)).toBe(60);
    expect(asked).toContain('0..54');
    expect(evidence.areTotalsRight).toBe(true);
  });

  test('an end that is read for the comparison, if none has been read', async () => {
    const { open, asked, evidence } = aWorkspace(history());
    expect(await open().count(MINUTE)).toBe(60);
    const [whole, second, end = ''] = asked;
    expect([whole, second]).toEqual(['0..59', '0..59 page 2']);
    expect(end).toMatch(/^5\d\.\.59$/u);
    expect(asked.filter((request) => request.startsWith('0..') && request !== '0..0')).toHaveLength(3);
    expect(evidence.areTotalsRight).toBe(true);
  });

  // Red if the end that was read may be empty: the rest then has the same total, whatever totals count.
  test('calls before a quiet end, and the rest', async () => {
    const whole = seconds(0, 299);
    for (const [total, isRight] of [
      [(right: number) => right, true],
      [(right: number) => 2 * right, false],
      [(right: number) => Math.min(right, 50), false],
    ] as const) {
      const { open, evidence } = aWorkspace({ calls: callsFrom(0, 60), pageSize: 10, total });
      const operation = open();
      await operation.reader.fetch(seconds(200, 299));
      expect(await operation.count(whole)).toBe(isRight ? 60 : null);
      expect(evidence.areTotalsRight).toBe(isRight);
    }
  });

  test('including unreadable records', async () => {
    const { open, evidence } = aWorkspace({ ...history(), unreadable: [2] });
    const operation = open();
    await operation.reader.fetch(seconds(0, 4));
    await operation.count(MINUTE);
    expect(evidence.areTotalsRight).toBe(true);
  });
});

describe('a range is counted by walking it', () => {
  test('up to exactly three pages by its total; with one record more, totals are compared', async () => {
    const three = aWorkspace(history());
    expect(await three.open().count(seconds(0, 27))).toBe(28);
    expect(three.asked).not.toContain('0..0');
    const more = aWorkspace(history());
    expect(await more.open().count(seconds(0, 28))).toBe(29);
    expect(more.asked).toContain('0..0');
  });

  test.each([
    // A call in two of five seconds at the end that was read: 24 in a minute, which really has 62.
    [[55, 56], true],
    [[55, 56, 57, 58, 59], false],
  ])('without a total, if there are few calls at its end (%j)', async (end, isWalked) => {
    const calls = [...callsFrom(0, 55), ...callsFrom(0, 60).filter((_, second) => end.includes(second))];
    const { open, asked } = aWorkspace({ calls, pageSize: 10, total: () => null });
    const operation = open();
    await operation.reader.fetch(seconds(55, 59));
    asked.length = 0;
    await operation.count(MINUTE);
    expect(asked.length > 2).toBe(isWalked);
  });

  test('without a total, if there are few calls at its start', async () => {
    for (const [first, isWalked] of [
      [3, true],
      [0, false],
    ] as const) {
      const { open, asked } = aWorkspace({ calls: callsFrom(first, 100), pageSize: 10, total: () => null });
      const operation = open();
      await operation.reader.fetch(seconds(0, 4));
      asked.length = 0;
      await operation.count(MINUTE);
      expect(asked.length > 2).toBe(isWalked);
    }
  });

  test('ignoring a total that was wrong before', async () => {
    const { open, evidence } = aWorkspace(history());
    evidence.discreditTotals();
    expect(await open().count(seconds(0, 17))).toBe(18);
  });
});
