import { describe, expect, test } from '@jest/globals';
import { ANYONE, callerWith, SCOPES, type Grant } from '../../src/domain/caller.js';
import { asUuid } from '../../src/domain/uuid.js';
import { whenReady } from '../../src/domain/awaitable.js';

const GRANT: Grant = {
  workspaces: ['globex', 'acme'],
  scopes: ['notes:read', 'calls:read'],
  maskPersonalData: false,
};

describe('a caller', () => {
  test('has exactly the granted rights', () => {
    const { workspaces, scopes, seesPersonalData } = callerWith(GRANT);
    expect([workspaces, scopes]).toEqual([
      new Set(['globex', 'acme']),
      new Set(['notes:read', 'calls:read']),
    ]);
    expect(seesPersonalData).toBe(true);
  });

  test('sees masked personal data only with the pii:read scope', () => {
    const masked = { ...GRANT, maskPersonalData: true };
    expect(callerWith(masked).seesPersonalData).toBe(false);
    expect(callerWith({ ...masked, scopes: ['pii:read'] }).seesPersonalData).toBe(true);
  });

  test('shares cached responses only with callers that have the same rights', () => {
    const key = (grant: Partial<Grant>) => callerWith({ ...GRANT, ...grant }).accessKey;
    expect(key({ workspaces: ['acme', 'globex'], scopes: ['calls:read', 'notes:read'] })).toBe(key({}));
    const keys = [
      {},
      { workspaces: ['acme'] },
      { scopes: ['calls:read'] as const },
      { maskPersonalData: true },
    ];
    expect(new Set(keys.map(key)).size).toBe(4);
  });

  test('may do everything if authentication is disabled', () => {
    expect(ANYONE).toEqual({
      workspaces: 'EVERY',
      scopes: 'EVERY',
      seesPersonalData: true,
      accessKey: 'EVERY',
    });
  });
});

test('the scopes are those in the documentation and in tokens', () => {
  expect(SCOPES).toEqual([
    'extensions:read',
    'clients:read',
    'clients:write',
    'calls:read',
    'notes:read',
    'pii:read',
    'metrics:read',
    'debug:read',
  ]);
});

test.each([
  ['E4BAAA94-095A-41B3-B638-203DCFCFD3FE', 'e4baaa94-095a-41b3-b638-203dcfcfd3fe'],
  ['e4baaa94-095a-41b3-b638-203dcfcfd3fe', 'e4baaa94-095a-41b3-b638-203dcfcfd3fe'],
  ['e4baaa94-095a-41b3-b638-203dcfcfd3f', null],
  ['e4baaa94-095a-41b3-b638-203dcfcfd3feb', null],
  ['be4baaa94-095a-41b3-b638-203dcfcfd3fe', null],
  ['e4baaa94-095a-41b3-b638-203dcfcfd3fg', null],
  ['e4baaa94-095a-41b3-b63-8203dcfcfd3fe', null],
  ['e4baaa94-095a-41b3-b638203dcfcfd-3fee', null],
])('%s as a uuid is %s', (text, uuid) => {
  expect(asUuid(text)).toBe(uuid);
});

test('whenReady uses a plain value synchronously, and a promise when it resolves', async () => {
  const next = (value: number) => value + 1;
  expect(whenReady(1, next)).toBe(2);
  const later = whenReady(Promise.resolve(1), next);
  expect(later).toBeInstanceOf(Promise);
  expect(await later).toBe(2);
});
