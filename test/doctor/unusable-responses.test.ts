import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox.js';
import { aCall, aClient, aNote, anExtension } from '../support/builders.js';
import { aReport, findingOf } from './a-report.js';

const UUID = 'e4baaa94-095a-41b3-b638-203dcfcfd3fe';
const yesterday = new Date(Date.now() - 86_400_000).toLocaleString('sv-SE', { timeZone: 'Europe/Warsaw' });

let sandbox: Sandbox;

beforeEach(async () => {
  sandbox = await startSandbox({
    data: {
      client: aClient(),
      extensions: [anExtension()],
      calls: [aCall({ callDate: yesterday, note: 1 })],
      notes: { [UUID]: [aNote({ call: { uuid: UUID } })] },
    },
  });
});

afterEach(() => sandbox.close());

describe('credentials', () => {
  const UNUSABLE = 'Unknown: no usable response arrived.';
  test.each([
    ['a server error', { status: 500 }, /this machine’s clock\.$/],
    ['a 404 page', { status: 404, body: '<html></html>' }, /this machine’s clock\.$/],
    ['a login page', { status: 200, body: '<html></html>' }, /^Unknown: no response could be read\.$/],
    ['a redirect', { status: 302 }, /^Unknown: no response could be read\.$/],
  ])('are unknown after %s, although the provider responded', async (_, fault, clock) => {
    sandbox.behaviour.faults = [{ provider: 'ccrm', ...fault }];
    const report = await aReport(sandbox);
    expect(findingOf(report, 'credentials', 'ccrm')).toMatchObject({ verdict: 'UNKNOWN', text: UNUSABLE });
    // On a busy machine, a response’s date may be a second old.
    expect(findingOf(report, 'clock', 'ccrm')?.text).toMatch(clock);
    expect(findingOf(report, 'reachable', 'ccrm')?.text).toMatch(/\.$/);
  });

  test('are unknown without any response, as is the clock', async () => {
    sandbox.behaviour.faults = [{ provider: 'ccrm', reset: true }];
    const report = await aReport(sandbox);
    const text = 'Unknown: the provider didn’t respond.';
    expect(findingOf(report, 'credentials', 'ccrm')?.text).toBe(text);
    expect(findingOf(report, 'clock', 'ccrm')?.text).toBe('Unknown: no response could be read.');
  });
});

// Red if unreadable notes count as no notes.
test('unreadable notes are a problem with an error code, and the calls are still checked', async () => {
  sandbox.behaviour.faults = [{ route: 'notes', status: 500 }];
  const report = await aReport(sandbox);
  expect(findingOf(report, 'reachable', 'ccrm')).toMatchObject({
    verdict: 'PROBLEM',
    text: 'Responds, but notes can’t be read: The provider answered with a server error.',
    facts: { code: 'UPSTREAM_UNAVAILABLE', reason: null },
  });
  expect(findingOf(report, 'timeZone')).toMatchObject({
    verdict: 'UNKNOWN',
    text: 'Unknown: the notes can’t be read.',
  });
  expect(findingOf(report, 'credentials', 'ccrm')?.verdict).toBe('GOOD');
  expect(findingOf(report, 'agentNumbers')?.verdict).toBe('GOOD');
  expect(report.problems).toBe(1);
});

test('an API key that may read calls but not notes is a credentials problem', async () => {
  const body = { success: false, message: 'Unauthorized' };
  sandbox.behaviour.faults = [{ route: 'notes', status: 403, body }];
  const report = await aReport(sandbox);
  expect(findingOf(report, 'credentials', 'ccrm')).toMatchObject({
    verdict: 'PROBLEM',
    text: 'Notes can’t be read: ccrm rejects the API key or the caller’s address.',
    facts: { reason: 'REFUSED' },
  });
  expect(findingOf(report, 'reachable', 'ccrm')).toMatchObject({ verdict: 'GOOD', facts: { code: null } });
  expect(report.problems).toBe(1);
});
