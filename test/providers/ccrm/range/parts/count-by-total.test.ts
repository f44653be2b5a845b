import { describe, expect, test } from '@jest/globals';
import { countByTotal, countOf } from '../../../../../src/providers/ccrm/range/count-by-total.js';
import { aClock } from '../../../../support/a-clock.js';
import { callAt, callsFrom, seconds } from './a-page.js';
import { aWorkspace } from './a-workspace.js';

const FRESH = { recent: 5, closed: 3600, maxStale: 0 };

describe('the count of an interval by its total', () => {
  const history = () => ({ calls: callsFrom(-100, 5000), pageSize: 10 });

  test('excludes the calls beside it, which take one request per side', async () => {
    const { open, asked } = aWorkspace(history());
    const { reader } = open();
    expect(await countByTotal(reader, seconds(0, 3599))).toBe(3600);
    expect(asked).toEqual(['0..3599', '0..3599 page 2', '0..0', '3599..3599']);
    expect(await countByTotal(reader, seconds(0, 3599))).toBe(3600);
    expect(asked).toHaveLength(4);
  });

  test('takes no request for a side at which an interval has been read that starts or ends there', async () => {
    const { open, asked } = aWorkspace(history());
    const { reader } = open();
    await reader.fetch(seconds(0, 4));
    await reader.fetch(seconds(3596, 3599));
    asked.length = 0;
    expect(await countByTotal(reader, seconds(0, 3599))).toBe(3600);
    expect(asked).toEqual(['0..3599', '0..3599 page 2']);
    // Intervals around its ends don't reveal what the provider returns beside them.
    asked.length = 0;
    expect(await countByTotal(reader, seconds(2, 3597))).toBe(3596);
    expect(asked).toEqual(['2..3597', '2..2', '3597..3597']);
  });

  test('is null without a total, or once a total has been wrong', async () => {
    const { open } = aWorkspace({ ...history(), total: () => null });
    expect(await countByTotal(open().reader, seconds(0, 3599))).toBeNull();
    const { open: begin, evidence } = aWorkspace(history());
    const { reader } = begin();
    await reader.fetch(seconds(0, 3599));
    evidence.discreditTotals();
    expect(await countByTotal(reader, seconds(0, 3599))).toBeNull();
  });
});

describe('the count of an interval that ends about now', () => {
  const clock = aClock('2025-03-12T12:00:00.600Z');

  test('is that of the interval which later callers need, without the calls after its own end', async () => {
    const calls = [-21, -20, -5, 0, 1, 65].map((second) => callAt(second));
    const { open, asked } = aWorkspace({ calls, pageSize: 1000 }, { fresh: FRESH, clock });
    expect(await countOf(open().reader, seconds(-20, 0))).toBe(3);
    expect(asked).toEqual(['-20..65']);
  });

  test('is requested separately if the calls after its end aren’t known from the same response', async () => {
    const { open, asked } = aWorkspace(
      { calls: callsFrom(-100, 120), pageSize: 10 },
      { fresh: FRESH, clock },
    );
    const { reader } = open();
    expect(await countOf(reader, seconds(-80, 0))).toBe(81);
    expect(asked.filter((request) => request.startsWith('-80..') && !request.endsWith('2'))).toEqual([
      '-80..65',
      '-80..-80',
      '-80..0',
    ]);
  });

  test.each([
    [seconds(1, 3), true],
    [seconds(1, 65), false],
  ])(
    'uses what is known of the calls after its end only if that is all of them (%#)',
    async (known, isAsked) => {
      const { open, asked } = aWorkspace(
        { calls: callsFrom(-100, 106), pageSize: 10 },
        { fresh: FRESH, clock },
      );
      const { reader } = open();
      await reader.fetch(known);
      expect(await countOf(reader, seconds(-80, 0))).toBe(81);
      expect(asked.includes('-80..0')).toBe(isAsked);
    },
  );

  test('is null if it is unknown', async () => {
    const history = { calls: callsFrom(-100, 120), pageSize: 10, total: () => null };
    expect(
      await countOf(aWorkspace(history, { fresh: FRESH, clock }).open().reader, seconds(-80, 0)),
    ).toBeNull();
  });
});
