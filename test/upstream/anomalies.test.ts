import { describe, expect, test } from '@jest/globals';
import { NO_OBSERVER } from '../../src/domain/upstream/upstream-observer.js';
import { createAnomalies } from '../../src/upstream/anomalies.js';
import { aLogger } from '../support/a-logger.js';

describe('an unknown value', () => {
  test('is logged once for each field and value', () => {
    const { logger, lines } = aLogger();
    const anomalies = createAnomalies('ccrm', logger);
    for (const value of ['VOICEMAIL', 'VOICEMAIL', 'CALLBACK']) anomalies.unknownValue('status', value);
    anomalies.unknownValue('service', 'VOICEMAIL');
    expect(lines).toMatchObject([
      { level: 40, provider: 'ccrm', field: 'status', value: 'VOICEMAIL' },
      { field: 'status', value: 'CALLBACK' },
      { field: 'service', value: 'VOICEMAIL' },
    ]);
  });

  // Red if every word of digits counts as a word of an enum.
  const phoneNumbers = ['48777888999', '777-888-999', 'PL_777888999', 777_888_999];

  test.each(['jan@example.com', '+48 777 888 999', ...phoneNumbers, 'x'.repeat(33), { a: 1 }, null])(
    'is logged without its content if it is not a short token: %j',
    (value) => {
      const { logger, lines } = aLogger();
      createAnomalies('ccrm', logger).unknownValue('status', value);
      expect(lines).toEqual([{ level: 40, provider: 'ccrm', field: 'status', msg: 'unknown value' }]);
    },
  );

  test('is no longer logged after a thousand values, so that memory stays bounded', () => {
    const { logger, lines } = aLogger();
    const anomalies = createAnomalies('ccrm', logger);
    for (let index = 0; index < 3000; index += 1) anomalies.unknownValue('status', `s${String(index)}`);
    expect(lines).toHaveLength(1000);
  });
});

test('a suspect response is logged and counted for each workspace', () => {
  const { logger, lines } = aLogger();
  const anomalies = createAnomalies('voicenter', logger);
  for (const workspace of ['acme', 'acme', 'globex'])
    anomalies.forWorkspace(workspace).suspect('getExtensions', 'empty');

  expect(lines).toMatchObject([
    { level: 40, provider: 'voicenter', workspace: 'acme', reason: 'empty', total: 1 },
    { workspace: 'acme', total: 2 },
    { workspace: 'globex', total: 1 },
  ]);
});

describe('omitted records', () => {
  test('are counted and logged without content', () => {
    const { logger, lines } = aLogger();
    const anomalies = createAnomalies('voicenter', logger);
    anomalies.leftOut('getExtensions', 'no SIP', 2);
    anomalies.leftOut('getExtensions', 'no SIP', 3);
    expect(lines).toMatchObject([
      { level: 40, provider: 'voicenter', route: 'getExtensions', reason: 'no SIP', count: 2, total: 2 },
      { count: 3, total: 5 },
    ]);
  });

  test('are not logged if there are none', () => {
    const { logger, lines } = aLogger();
    createAnomalies('voicenter', logger).leftOut('getExtensions', 'no SIP', 0);
    expect(lines).toEqual([]);
  });
});

test('anomalies of a workspace are logged with its id and counted separately, and all are observed', () => {
  const { logger, lines } = aLogger();
  const observed: unknown[] = [];
  const anomalyFound = (...what: unknown[]) => observed.push(what);
  const anomalies = createAnomalies('ccrm', logger, { ...NO_OBSERVER, anomalyFound });
  const acme = anomalies.forWorkspace('acme');
  acme.unknownValue('status', 7);
  anomalies.forWorkspace('globex').unknownValue('status', 7);
  for (const each of [acme, acme, anomalies]) each.leftOut('notes', 'no date', 2);
  acme.leftOut('notes', 'no date', 0);
  acme.leftOut('notes', 'no uuid', 1);
  anomalies.forWorkspace('acme').suspect('notes', 'empty');
  const line = { level: 40, provider: 'ccrm', workspace: 'acme' };
  const leftOut = { ...line, route: 'notes', reason: 'no date', count: 2, msg: 'records left out' };
  expect(lines).toEqual([
    { ...line, field: 'status', value: '7', msg: 'unknown value' },
    { ...leftOut, total: 2 },
    { ...leftOut, total: 4 },
    expect.objectContaining({ reason: 'no date', total: 2 }),
    { ...leftOut, reason: 'no uuid', count: 1, total: 1 },
    { ...line, route: 'notes', reason: 'empty', total: 1, msg: 'suspect response' },
  ]);
  expect(observed).toEqual([
    ['ccrm', 'UNKNOWN_VALUE', 'status', 1],
    ['ccrm', 'UNKNOWN_VALUE', 'status', 1],
    ['ccrm', 'LEFT_OUT', 'notes', 2, 'no date'],
    ['ccrm', 'LEFT_OUT', 'notes', 2, 'no date'],
    ['ccrm', 'LEFT_OUT', 'notes', 2, 'no date'],
    ['ccrm', 'LEFT_OUT', 'notes', 1, 'no uuid'],
    ['ccrm', 'SUSPECT', 'notes', 1, 'empty'],
  ]);
});
