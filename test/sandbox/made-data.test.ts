import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import type { WireCall } from '../../src/sandbox/wire.js';
import { elements, fields } from './wire-forms.js';

/** A Sunday, 2 p.m. in Warsaw. */
const NOW = new Date('2026-06-14T12:00:00Z');

const JUNE = 'dateFrom=2026-06-01%2000:00:00&dateTo=2026-06-14%2023:59:59';
const TODAY = 'dateFrom=2026-06-14%2000:00:00&dateTo=2026-06-14%2023:59:59';

let sandbox: Sandbox;
let calls: readonly WireCall[];

beforeAll(async () => {
  sandbox = await startSandbox({ now: NOW });
  calls = sandbox.data.calls;
});

afterAll(() => sandbox.close());

const receivers = ({ userTalk }: WireCall): readonly Readonly<Record<string, unknown>>[] =>
  elements(fields(userTalk).receivers);

async function ccrm({ ccrmUrl, credentials }: Sandbox, resource: string): Promise<string> {
  const headers = { authorization: `Bearer ${credentials.ccrmToken}` };
  return (await fetch(`${ccrmUrl}/${resource}`, { headers })).text();
}

function totalCount(body: string): number {
  return Number(/"totalCount":(\d+)/.exec(body)?.[1]);
}

describe('three years of calls', () => {
  test('number about 90,000, in chronological order, each with a unique uuid', () => {
    expect(calls.length).toBeGreaterThan(80_000);
    expect(calls.length).toBeLessThan(100_000);
    expect(
      calls.every((call, index) => index === 0 || String(calls[index - 1]?.callDate) <= call.callDate),
    ).toBe(true);
    expect(new Set(calls.map(({ uuid }) => uuid)).size).toBe(calls.length);
    expect(
      calls.every(({ uuid }) =>
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/.test(uuid),
      ),
    ).toBe(true);
  });

  test('end now and start three years ago', () => {
    expect(calls.at(-1)?.callDate.slice(0, 10)).toBe('2026-06-14');
    expect(String(calls.at(-1)?.callDate) <= '2026-06-14 14:00:00').toBe(true);
    expect(calls[0]?.callDate.slice(0, 7)).toBe('2023-06');
  });

  test('are frequent in working hours, less so at lunch, and rare at night and on Sundays', () => {
    const inHour = (hour: string): number =>
      calls.filter(({ callDate }) => callDate.slice(11, 13) === hour).length;
    expect(inHour('10')).toBeGreaterThan(inHour('12') * 1.5);
    expect(inHour('12')).toBeGreaterThan(inHour('03') * 5);
    const onDay = (day: string): number => calls.filter(({ callDate }) => callDate.startsWith(day)).length;
    expect(onDay('2026-06-08')).toBeGreaterThan(100);
    expect(onDay('2026-06-07')).toBeLessThan(50);
  });

  test('include at least twenty in the 24 hours before Sunday noon, some with notes and known agents', () => {
    const last = calls.filter(({ callDate }) => callDate > '2026-06-13 14:00:00');
    const speedDials = new Set(sandbox.data.extensions.map(({ SpeedDial }) => SpeedDial));
    const known = last.filter((call) =>
      receivers(call).some(({ internal }) => speedDials.has(String(internal))),
    );
    expect(last.length).toBeGreaterThanOrEqual(20);
    expect(
      known.filter(({ uuid }) => (sandbox.data.notes[uuid] ?? []).length > 0).length,
    ).toBeGreaterThanOrEqual(2);
  });

  test('don’t fall into the hour that daylight saving time skips', () => {
    expect(calls.filter(({ callDate }) => /^(2024-03-31|2025-03-30|2026-03-29) 02:/.test(callDate))).toEqual(
      [],
    );
  });
});

describe('a seed', () => {
  test('generates the same calls and notes, on demand or in advance', async () => {
    const again = await startSandbox({ now: NOW });
    const uuid = calls.findLast(({ note }) => note === 1)?.uuid ?? '';
    for (const resource of [
      `callHistory?${JUNE}`,
      `callHistory?${JUNE}&page=2`,
      `notes?callHistory=${uuid}`,
    ]) {
      expect(await ccrm(again, resource)).toBe(await ccrm(sandbox, resource));
    }
    await again.close();
  });

  test('generates the same day at a later time, continued with more calls', async () => {
    const later = await startSandbox({ now: new Date('2026-06-20T12:00:00Z') });
    later.behaviour.callHistoryOrder = 'oldest-first';
    const morning = calls.filter(({ callDate }) => callDate.startsWith('2026-06-14'));
    const wholeDay = await ccrm(later, `callHistory?${TODAY}`);
    expect(wholeDay).toContain(JSON.stringify(morning).slice(0, -1));
    expect(totalCount(wholeDay)).toBeGreaterThan(morning.length);
    await later.close();
  });

  test('generates other calls than another seed', async () => {
    const other = await startSandbox({ now: NOW, seed: 2 });
    expect(await ccrm(other, `callHistory?${TODAY}`)).not.toBe(await ccrm(sandbox, `callHistory?${TODAY}`));
    await other.close();
  });

  test('generates more calls as the clock advances', async () => {
    let now = NOW;
    const living = await startSandbox({ now: () => now });
    const before = totalCount(await ccrm(living, `callHistory?${TODAY}`));
    now = new Date('2026-06-14T18:00:00Z');
    expect(totalCount(await ccrm(living, `callHistory?${TODAY}`))).toBeGreaterThan(before);
    await living.close();
  });
});

describe('the extensions', () => {
  test('number forty in three accounts, with a duplicate, a zero-prefixed and a missing speed dial', () => {
    const { extensions } = sandbox.data;
    const speedDials = extensions.map(({ SpeedDial }) => SpeedDial);
    expect(extensions).toHaveLength(40);
    expect(new Set(extensions.map(({ AccountID }) => AccountID)).size).toBe(3);
    expect(new Set(extensions.map(({ SIP }) => SIP)).size).toBe(40);
    expect(speedDials.filter((speedDial) => speedDial === '205')).toHaveLength(2);
    expect(speedDials.filter((speedDial) => speedDial === '')).toHaveLength(1);
    expect(speedDials).toContain('011');
    expect(extensions.filter(({ UserName }) => UserName === '').length).toBeGreaterThan(3);
  });
});
