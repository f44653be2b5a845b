import { describe, expect, test } from '@jest/globals';
import { loadSettings } from '../../src/config/load-settings.js';
import { loadFile, problemsOf } from './settings-problems.js';

const ADDRESS =
  'sqlite: and a path, or a postgres: address such as postgres://name:password@host:5432/database?sslmode=verify-full (without sslmode only to a loopback or private host)';
const ACME = 'workspaces: [{ id: acme, ccrm: { name: acme, token: t } }]';

// Red if an archive without an address is disabled: nothing would be archived, without an error.
test('there is no archive without its settings, but any of them requires an address', () => {
  expect(loadSettings({}).archive).toBeNull();
  expect(loadFile(ACME).archive).toBeNull();
  for (const variable of ['ARCHIVE_SINCE', 'ARCHIVE_REQUESTS_PER_MINUTE', 'ARCHIVE_KEEP_DAYS']) {
    const value = variable === 'ARCHIVE_SINCE' ? '2023-01-31' : '60';
    expect(problemsOf(() => loadSettings({ [variable]: value }))).toEqual({ ARCHIVE_URL: ADDRESS });
  }
  const file = `${ACME}\narchive: { requestsPerMinute: 5 }`;
  expect(problemsOf(() => loadFile(file))).toEqual({ 'archive.url': ADDRESS });
});

test('the environment and the file set the engine, first day, request budget and retention', () => {
  expect(loadSettings({ ARCHIVE_URL: 'sqlite:data/archive.db' }).archive).toEqual({
    engine: { kind: 'sqlite', path: 'data/archive.db' },
    since: null,
    requestsPerMinute: 30,
    keepDays: null,
  });
  const url = new URL('postgres://switchboard:p%40ss@db.example.com/calls?sslmode=verify-full');
  const yaml = `${ACME}\narchive: { url: "${url.href}", since: 2023-01-31, requestsPerMinute: 60, keepDays: 400 }`;
  expect(loadFile(yaml).archive).toEqual({
    engine: { kind: 'postgres', url },
    since: '2023-01-31',
    requestsPerMinute: 60,
    keepDays: 400,
  });
});

describe('an archive address is rejected without being printed if it', () => {
  test.each([
    ['has no TLS to a public host', 'postgres://db.example.com/calls'],
    ['does not verify the certificate', 'postgres://db.example.com/calls?sslmode=no-verify'],
    ['has a parameter twice', 'postgres://db.example.com/calls?sslmode=verify-full&sslmode=disable'],
    ['names no database', 'postgres://127.0.0.1:5432'],
    ['has unsupported parameters', 'postgres://127.0.0.1/calls?options=-c'],
    ['has a password with an escape that isn’t UTF-8', 'postgres://name:p%E9ss@127.0.0.1/calls'],
    ['names no path', 'sqlite:'],
    ['looks like a host', 'sqlite://archive.db'],
    ['names an unsupported engine', 'mysql://127.0.0.1/calls'],
  ])('%s', (_, ARCHIVE_URL) => {
    expect(problemsOf(() => loadSettings({ ARCHIVE_URL }))).toEqual({ ARCHIVE_URL: ADDRESS });
  });
});

test('an impossible date, too small a budget and too short a retention are rejected', () => {
  const settings = { ARCHIVE_SINCE: '2023-02-30', ARCHIVE_REQUESTS_PER_MINUTE: '0', ARCHIVE_KEEP_DAYS: '7' };
  expect(problemsOf(() => loadSettings({ ARCHIVE_URL: 'sqlite:a.db', ...settings }))).toEqual({
    ARCHIVE_SINCE: 'a past date such as 2023-01-31',
    ARCHIVE_REQUESTS_PER_MINUTE: 'requests, a whole number from 1 to 100000',
    ARCHIVE_KEEP_DAYS: 'days, a whole number from 31 to 36500',
  });
});

// Red if any date is accepted: `archive sync` would never complete.
test('the first day of an archive may be today, but not later', () => {
  const since = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const load = (ARCHIVE_SINCE: string) => () => loadSettings({ ARCHIVE_URL: 'sqlite:a.db', ARCHIVE_SINCE });
  expect(problemsOf(load(since(2)))).toEqual({ ARCHIVE_SINCE: 'a past date such as 2023-01-31' });
  expect(problemsOf(load(since(0)))).toEqual({});
});
