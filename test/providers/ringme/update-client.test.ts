import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { aScope } from '../../support/a-scope.js';
import type { ClientChanges } from '../../../src/domain/client.js';
import { answerJson } from '../../support/http-server.js';
import { anApp, type Ringme, startRingme, tokenPath } from './a-ringme.js';
import { documentedExample } from './documented-example.js';

const scope = aScope();

let ringme: Ringme;

beforeEach(async () => {
  ringme = await startRingme();
});

afterEach(() => ringme.close());

function answer(body: unknown, status = 200) {
  ringme.server.answer((_, response) => answerJson(response, body, status));
}

/** Responds to a PUT with the documented example and the requested values. */
function applyChanges() {
  ringme.server.answer(({ body }, response) =>
    answerJson(response, documentedExample.replace(/\}\s*$/, `,${body.slice(1)}`)),
  );
}

const update = (changes: ClientChanges) => ringme.source().updateClient(changes, scope);

describe('the request', () => {
  test('is one PUT with the bearer token', async () => {
    applyChanges();
    await update({ timezone: 'Europe/Warsaw' });
    expect(ringme.server.arrived).toMatchObject([
      {
        method: 'PUT',
        target: '/api/ver1.0/client/@me/client/',
        headers: { authorization: 'Bearer private-token', 'content-type': 'application/json' },
        body: '{"timezone":"Europe/Warsaw"}',
      },
    ]);
  });

  test.each<[ClientChanges, string]>([
    [{ timezone: 'Europe/Moscow' }, '{"timezone":"Europe/Moscow"}'],
    [{ timezone: null }, '{"timezone":null}'],
    [{ diskSpaceNotifyEmail: 'a@example.com' }, '{"disk_space_notify_email":"a@example.com"}'],
    [{ diskSpaceNotifyEmail: null }, '{"disk_space_notify_email":null}'],
    [{ diskSpaceNotifyThreshold: 0 }, '{"disk_space_notify_threshold":0}'],
    [{ diskSpaceNotifyThreshold: null }, '{"disk_space_notify_threshold":null}'],
    [{ dialRuleId: '18446744073709551615' }, '{"dial_rule_id":18446744073709551615}'],
    [{ dialRuleId: null }, '{"dial_rule_id":null}'],
    [{ holdMusicId: '9007199254740993' }, '{"hold_music":9007199254740993}'],
    [{ sipNetworkPermissionId: '0' }, '{"sip_network_permission_id":0}'],
    [{ geoRestriction: { mode: 'ALL', countries: [] } }, '{"geo_list":"*"}'],
    [{ geoRestriction: { mode: 'PROVIDER_DEFAULT', countries: [] } }, '{"geo_list":null}'],
    [{ geoRestriction: { mode: 'LISTED', countries: ['RU', 'US', 'BY'] } }, '{"geo_list":"RU US BY"}'],
    [{ geoRestriction: null }, '{"geo_list":null}'],
  ])('contains exactly the changed fields: %j', async (changes, body) => {
    applyChanges();
    await update(changes);
    expect(ringme.server.arrived[0]?.body).toBe(body);
  });

  test('can contain all seven writable fields at once', async () => {
    applyChanges();
    await update({
      timezone: 'Europe/Moscow',
      geoRestriction: { mode: 'ALL', countries: [] },
      diskSpaceNotifyEmail: 'a@example.com',
      diskSpaceNotifyThreshold: 80,
      dialRuleId: '1',
      holdMusicId: '2',
      sipNetworkPermissionId: '3',
    });
    expect(JSON.parse(ringme.server.arrived[0]?.body ?? '')).toEqual({
      timezone: 'Europe/Moscow',
      geo_list: '*',
      disk_space_notify_email: 'a@example.com',
      disk_space_notify_threshold: 80,
      dial_rule_id: 1,
      hold_music: 2,
      sip_network_permission_id: 3,
    });
  });

  test.each<ClientChanges>([
    { dialRuleId: '1,"id":2' },
    { holdMusicId: '' },
    { geoRestriction: { mode: 'LISTED', countries: [] } },
  ])('isn’t sent if a value can’t be serialized: %j', async (changes) => {
    await expect(update(changes)).rejects.toThrow(RangeError);
    expect(ringme.server.connections).toBe(0);
  });
});

describe('the outcome', () => {
  test('is UPDATED with the client that the provider returns', async () => {
    answer({ ...JSON.parse(documentedExample), timezone: 'Europe/Kirov', language: 'ru' });
    expect(await update({ timezone: 'Europe/Kirov' })).toMatchObject({
      outcome: 'UPDATED',
      client: { clientId: '12', timezone: 'Europe/Kirov', language: 'ru' },
    });
    expect(ringme.server.arrived).toHaveLength(1);
  });

  test('is UPDATED if the provider writes the address in another case, and pads it', async () => {
    answer({ ...JSON.parse(documentedExample), disk_space_notify_email: 'a@example.com ' });
    expect(await update({ diskSpaceNotifyEmail: 'A@Example.com' })).toMatchObject({ outcome: 'UPDATED' });
  });

  // Red if the client in the response to a PUT counts as changed without being compared.
  test.each<[string, object]>([
    ['with none of the values', {}],
    ['with only one of them', { timezone: 'Asia/Tokyo' }],
  ])('of an update answered with a client %s is unknown if a read shows the same', async (_, kept) => {
    answer({ ...JSON.parse(documentedExample), ...kept });
    await expect(update({ timezone: 'Asia/Tokyo', dialRuleId: '20' })).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      applied: false,
    });
    expect(ringme.clientRequests.map(({ method }) => method)).toEqual(['PUT', 'GET']);
  });

  test('of an update answered with the client before it is UPDATED if a read shows the values', async () => {
    ringme.server.answer(({ method }, response) => {
      const timezone = method === 'PUT' ? 'Europe/Moscow' : 'Asia/Tokyo';
      answerJson(response, { ...JSON.parse(documentedExample), timezone });
    });
    expect(await update({ timezone: 'Asia/Tokyo' })).toMatchObject({
      outcome: 'UPDATED',
      client: { timezone: 'Asia/Tokyo' },
    });
  });

  test('of an update answered with another client is UPDATED only if a read shows the values', async () => {
    ringme.server.answer(({ method }, response) => {
      const id = method === 'PUT' ? 13 : 12;
      answerJson(response, { ...JSON.parse(documentedExample), id, timezone: 'Asia/Tokyo' });
    });
    const source = ringme.source({ clientId: '12' });
    expect(await source.updateClient({ timezone: 'Asia/Tokyo' }, scope)).toMatchObject({
      outcome: 'UPDATED',
      client: { clientId: '12' },
    });
  });

  test.each([
    'access_denied',
    'Call limits may not be changed by this application',
    'disk quota settings require permission',
  ])('is NOT_PERMITTED if the application may not write a field (403, %j)', async (message) => {
    ringme.server.answer(({ method }, response) => {
      if (method === 'GET') answerJson(response, documentedExample);
      else answerJson(response, { message, status: 403 }, 403);
    });
    expect(await update({ timezone: null })).toEqual({ outcome: 'NOT_PERMITTED' });
  });

  test.each([400, 422])('is INVALID if the provider rejects a value (%d)', async (status) => {
    answer({ message: 'invalid_value: private-zone' }, status);
    expect(await update({ timezone: 'UTC' })).toEqual({ outcome: 'INVALID' });
  });

  test.each<[number, string | undefined]>([
    [204, undefined],
    [200, ''],
    [200, '{}'],
    [202, '{"ok":true}'],
  ])(
    'of an update acknowledged with %d and %j is UPDATED with the client, which is read once afterwards',
    async (status, body) => {
      let written = false;
      ringme.server.answer(({ method }, response) => {
        if (method === 'GET')
          return answerJson(response, { ...JSON.parse(documentedExample), timezone: 'UTC' });
        written = true;
        response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      });
      expect(await update({ timezone: 'UTC' })).toMatchObject({
        outcome: 'UPDATED',
        client: { clientId: '12', timezone: 'UTC' },
      });
      expect(written).toBe(true);
      expect(ringme.clientRequests.map(({ method }) => method)).toEqual(['PUT', 'GET']);
    },
  );

  test('of an update acknowledged without a client is unknown if a read doesn’t show it (guard: isApplied)', async () => {
    ringme.server.answer(({ method }, response) => {
      answerJson(response, method === 'GET' ? documentedExample : {});
    });
    await expect(update({ timezone: 'Asia/Tokyo' })).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      applied: false,
    });
  });

  test('is NOT_FOUND if the client doesn’t exist (404)', async () => {
    answer({ message: 'client_not_found' }, 404);
    expect(await update({ timezone: null })).toEqual({ outcome: 'NOT_FOUND' });
  });
});

describe('a failed update', () => {
  test.each([400, 403, 404, 405, 422])(
    'with a web page under status %d is UPSTREAM_BAD_RESPONSE, not invalid input (guard: isWebPage)',
    async (status) => {
      ringme.server.answer((_, response) => {
        response.writeHead(status, { 'content-type': 'text/html' }).end('<html><h1>nginx</h1></html>');
      });
      await expect(update({ timezone: null })).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
    },
  );

  test.each([400, 422])('with status %d and no body is INVALID', async (status) => {
    ringme.server.answer((_, response) => {
      response.writeHead(status).end();
    });
    expect(await update({ timezone: null })).toEqual({ outcome: 'INVALID' });
  });

  test.each([
    [401, 'UPSTREAM_UNAUTHORIZED'],
    [429, 'UPSTREAM_RATE_LIMITED'],
    [301, 'UPSTREAM_BAD_RESPONSE'],
  ])('with status %d is %s, and the PUT isn’t retried', async (status, code) => {
    answer({}, status);
    await expect(update({ timezone: null })).rejects.toMatchObject({ code });
    expect(ringme.server.arrived).toHaveLength(1);
  });

  test('that can’t connect is UPSTREAM_UNAVAILABLE, because nothing can have changed', async () => {
    await ringme.server.close();
    await expect(update({ timezone: null })).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });
});

test('a PUT that gets a 401 is retried once with a new token and the same body', async () => {
  let tokens = 0;
  ringme.server.answer(({ target, headers }, response) => {
    if (target === tokenPath) answerJson(response, { access_token: `token-${String((tokens += 1))}` });
    else if (headers.authorization === 'Bearer token-2') answerJson(response, documentedExample);
    else answerJson(response, {}, 401);
  });
  const source = ringme.source({ auth: anApp(ringme.server) });
  expect(await source.updateClient({ dialRuleId: '19' }, scope)).toMatchObject({ outcome: 'UPDATED' });
  expect(ringme.clientRequests.map(({ method, body }) => [method, body])).toEqual([
    ['PUT', '{"dial_rule_id":19}'],
    ['PUT', '{"dial_rule_id":19}'],
  ]);
});
