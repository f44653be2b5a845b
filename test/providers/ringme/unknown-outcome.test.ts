import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { ServerResponse } from 'node:http';
import { aScope } from '../../support/a-scope.js';
import type { ClientChanges } from '../../../src/domain/client.js';
import { answerJson } from '../../support/http-server.js';
import { type Ringme, startRingme } from './a-ringme.js';
import { documentedExample } from './documented-example.js';

const scope = aScope();
const before = JSON.parse(documentedExample);

let ringme: Ringme;

beforeEach(async () => {
  ringme = await startRingme();
});

afterEach(() => ringme.close());

/** The response to a PUT, and the client that the following GET returns. */
function serve(put: (response: ServerResponse) => void, found: object | number) {
  ringme.server.answer(({ method }, response) => {
    if (method === 'PUT') put(response);
    else if (typeof found === 'number') answerJson(response, {}, found);
    else answerJson(response, { ...before, ...found });
  });
}

const update = (changes: ClientChanges) => ringme.source().updateClient(changes, scope);
const methods = () => ringme.server.arrived.map(({ method }) => method);

// Red if a PUT is retried like a read, or its failure is reported like that of a read.
describe('a PUT that may have been applied', () => {
  test.each<[string, (response: ServerResponse) => void]>([
    ['gets a 500', (response) => answerJson(response, {}, 500)],
    ['gets a 503', (response) => answerJson(response, {}, 503)],
    ['is reset', (response) => response.socket?.resetAndDestroy()],
    ['gets a truncated response', (response) => response.write('{"id"', () => response.destroy())],
    ['gets a web page', (response) => response.setHeader('content-type', 'text/html').end('<html>')],
    ['is answered 302', (response) => response.writeHead(302, { location: '/elsewhere' }).end()],
    ['is answered 303', (response) => response.writeHead(303, { location: '/elsewhere' }).end()],
  ])('and %s is sent once; one read of the client shows that it was applied', async (_, put) => {
    serve(put, { timezone: 'Europe/Kirov' });
    await expect(update({ timezone: 'Europe/Kirov' })).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      provider: 'ringme',
      applied: true,
      retryable: false,
    });
    expect(methods()).toEqual(['PUT', 'GET']);
  });

  test('is reported with applied: false if the client doesn’t have the requested values', async () => {
    serve((response) => answerJson(response, {}, 500), {});
    await expect(update({ timezone: 'Europe/Kirov' })).rejects.toMatchObject({ applied: false });
  });

  test.each([404, 403, 500])(
    'is reported with applied: null if reading the client gets %d',
    async (status) => {
      serve((response) => answerJson(response, {}, 502), status);
      await expect(update({ timezone: 'Europe/Kirov' })).rejects.toMatchObject({
        code: 'OUTCOME_UNKNOWN',
        applied: null,
      });
      expect(methods().filter((method) => method === 'PUT')).toHaveLength(1);
    },
  );

  test('is neither retried nor followed by a read if its caller has aborted', async () => {
    const caller = new AbortController();
    serve(() => caller.abort(), {});
    await expect(
      ringme.source().updateClient({ timezone: null }, aScope({ signal: caller.signal })),
    ).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
      applied: null,
    });
    expect(methods()).toEqual(['PUT']);
  });
});

// Red if every redirect counts as a possible change: 301, 307 and 308 ask for the same request elsewhere.
test.each([301, 307, 308])('a PUT with the response %d has changed nothing', async (status) => {
  serve((response) => response.writeHead(status, { location: '/elsewhere' }).end(), {});
  await expect(update({ timezone: 'Europe/Kirov' })).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
  expect(methods()).toEqual(['PUT']);
});

describe('the read that follows the PUT', () => {
  test.each<[ClientChanges, object, boolean]>([
    [{ dialRuleId: '007' }, { dial_rule_id: 7 }, true],
    [{ holdMusicId: '18446744073709551615' }, { hold_music: '18446744073709551615' }, true],
    [{ sipNetworkPermissionId: '1' }, { sip_network_permission_id: 2 }, false],
    [{ dialRuleId: null }, { dial_rule_id: null }, true],
    [{ diskSpaceNotifyThreshold: 80 }, { disk_space_notify_threshold: '80' }, true],
    [{ diskSpaceNotifyEmail: null }, { disk_space_notify_email: 'a@example.com' }, false],
    [{ geoRestriction: null }, { geo_list: null }, true],
    [{ geoRestriction: null }, { geo_list: 'all' }, false],
    [{ geoRestriction: { mode: 'PROVIDER_DEFAULT', countries: [] } }, { geo_list: '' }, true],
    [{ geoRestriction: { mode: 'LISTED', countries: ['RU', 'BY'] } }, { geo_list: 'BY RU' }, true],
    [{ geoRestriction: { mode: 'LISTED', countries: ['RU'] } }, { geo_list: 'BY RU' }, false],
    [{ geoRestriction: { mode: 'ALL', countries: [] }, timezone: 'Asia/Omsk' }, { geo_list: '*' }, false],
  ])('reports %j as applied in %j: %s', async (changes, found, applied) => {
    serve((response) => answerJson(response, {}, 500), found);
    await expect(update(changes)).rejects.toMatchObject({ applied });
  });
});
