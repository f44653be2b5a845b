import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { Report } from '../../src/doctor/doctor.js';
import { watchProviders } from '../../src/app/commands/doctor-watch.js';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { aReport, findingOf } from './a-report.js';

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

/** The output of several rounds; one of these steps is run before each round except the first. */
async function printedIn(asJson: boolean, steps: readonly (() => void)[]): Promise<readonly string[]> {
  const printed: string[] = [];
  let round = 0;
  const pause = () => {
    steps[round]?.();
    round += 1;
    return Promise.resolve(round <= steps.length);
  };
  const print = (text: string) => printed.push(text);
  const now = () => Date.UTC(2026, 2, 4, 12);
  await watchProviders({ diagnose: () => aReport(sandbox), print, pause, now }, asJson);
  return printed;
}

const fail = () => (sandbox.behaviour.faults = [{ provider: 'ccrm', status: 401 }]);
const recover = () => (sandbox.behaviour.faults = []);

test('a watch prints the report, then only findings whose verdict has changed', async () => {
  const [first = '', same, failed = '', recovered = ''] = await printedIn(false, [
    () => undefined,
    fail,
    recover,
  ]);
  expect(first).toMatch(/^sandbox\n[^]*\nProblems: \d\.\n$/);
  expect(same).toBe('');
  expect(failed).toContain('2026-03-04T12:00:00.000Z sandbox credentials ccrm: GOOD → PROBLEM. ');
  expect(failed).not.toContain('voicenter');
  expect(recovered).toContain(' sandbox credentials ccrm: PROBLEM → GOOD. ');
});

test('a watch in JSON prints every report as one line with its time', async () => {
  const printed = await printedIn(true, [fail]);
  expect(printed.join('').trimEnd().split('\n')).toHaveLength(2);
  const reports = printed.map((line) => JSON.parse(line) as Report & { readonly at: string });
  expect(reports.map(({ at }) => at)).toEqual(Array(2).fill('2026-03-04T12:00:00.000Z'));
  expect(reports.map((report) => findingOf(report, 'credentials', 'ccrm')?.verdict)).toEqual([
    'GOOD',
    'PROBLEM',
  ]);
});
