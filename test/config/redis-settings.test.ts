import { describe, expect, test } from '@jest/globals';
import { loadSettings } from '../../src/config/load-settings.js';
import { loadFile, problemsOf } from './settings-problems.js';

const EXPECTED =
  'a rediss: address such as rediss://name:password@host:6379/0, without query or fragment (redis: only to a loopback or private host)';
const ACME = 'workspaces: [{ id: acme, voicenter: { code: c } }]';

test('the Redis address comes from the environment, or from the file with a secret from the environment', () => {
  const url = new URL('rediss://switchboard:p%40ss@redis.example.com:6380/2');
  expect(loadSettings({ REDIS_URL: url.href }).cache.redisUrl).toEqual(url);
  const yaml = `${ACME}\ncache: { redisUrl: "rediss://switchboard:\${REDIS_PASSWORD}@redis.example.com:6380/2" }`;
  expect(loadFile(yaml, { REDIS_PASSWORD: 'p%40ss' }).cache.redisUrl).toEqual(url);
  expect(loadFile(ACME).cache.redisUrl).toBeNull();
});

describe('without TLS', () => {
  // Red if redis: is accepted for any host: Redis caches personal data.
  test.each([
    'redis://redis.example.com',
    'redis://8.8.8.8:6379',
    'redis://172.32.0.1',
    'redis://[2001:db8::1]',
    'redis://10.0.0.1.example.com',
  ])('%s is rejected', (REDIS_URL) => {
    expect(problemsOf(() => loadSettings({ REDIS_URL }))).toEqual({ REDIS_URL: EXPECTED });
  });

  test.each([
    'redis://127.0.0.1:6379',
    'redis://localhost/15',
    'redis://[::1]',
    'redis://10.1.2.3',
    'redis://172.31.0.1',
    'redis://192.168.0.1',
    'redis://[fd00::1]:6379',
    'redis://:secret@redis:6379/0',
  ])('%s is accepted as loopback or private', (REDIS_URL) => {
    expect(loadSettings({ REDIS_URL }).cache.redisUrl?.href).toBe(REDIS_URL);
  });
});

test.each([
  'https://redis.example.com',
  'redis.example.com:6379',
  'rediss://',
  'rediss://redis.example.com/name',
  'rediss://redis.example.com/0?tls=false',
  'rediss://redis.example.com/0#secret',
  'rediss://:%E0%A4%A@redis.example.com',
  'rediss://:sec ret@redis.example.com',
])('the Redis address %s is rejected without being printed', (text) => {
  expect(problemsOf(() => loadSettings({ REDIS_URL: text }))).toEqual({ REDIS_URL: EXPECTED });
  const yaml = `${ACME}\ncache: { redisUrl: "${text}" }`;
  expect(problemsOf(() => loadFile(yaml))).toEqual({ 'cache.redisUrl': EXPECTED });
});
