import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { aScope } from '../../support/a-scope.js';
import { answerJson } from '../../support/http-server.js';
import { type Ringme, startRingme } from './a-ringme.js';
import { documentedExample } from './documented-example.js';

const scope = aScope();

let ringme: Ringme;

beforeEach(async () => {
  ringme = await startRingme();
});

afterEach(() => ringme.close());

test('a web page under status 404 is an error, not a missing client', async () => {
  ringme.server.answer((_, response) => {
    response.writeHead(404, { 'content-type': 'text/html' }).end('<html>Not Found</html>');
  });
  await expect(ringme.source().client(scope)).rejects.toMatchObject({
    code: 'UPSTREAM_BAD_RESPONSE',
    message: expect.stringContaining('check that it is the address of the API'),
  });
  await expect(ringme.source().updateClient({ timezone: 'UTC' }, scope)).rejects.toMatchObject({
    code: 'UPSTREAM_BAD_RESPONSE',
  });
});

test.each([
  { message: 'client_not_found', status: 404 },
  { error: { code: 404, message: 'Client 12 does not exist' } },
  { status: 404 },
  '',
])('a 404 that names the client, or gives no reason, means that there is no client: %j', async (body) => {
  ringme.server.answer((_, response) => answerJson(response, body, 404));
  expect(await ringme.source().client(scope)).toBeNull();
});

test.each([
  { message: 'no Route matched with those values', request_id: '4e0c' },
  { message: 'Not Found' },
  { detail: 'Not Found' },
  { statusCode: 404, message: 'Resource not found' },
  { status: 404, error: 'Not Found', path: '/client/@me/client/' },
  { title: 'Not Found', status: 404, detail: 'No static resource client/@me/client.' },
  [],
  '404 page not found',
])('a gateway’s 404 is an error, not a missing client: %j', async (body) => {
  ringme.server.answer((_, response) => answerJson(response, JSON.stringify(body), 404));
  await expect(ringme.source().client(scope)).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
  await expect(ringme.source().updateClient({ timezone: 'UTC' }, scope)).rejects.toMatchObject({
    code: 'UPSTREAM_BAD_RESPONSE',
  });
});

// Red if the id in the response isn't compared with the configured one.
test('another client than the configured one is an error', async () => {
  ringme.server.answer((_, response) => answerJson(response, { ...JSON.parse(documentedExample), id: 13 }));
  await expect(ringme.source({ clientId: '12' }).client(scope)).rejects.toMatchObject({
    code: 'UPSTREAM_BAD_RESPONSE',
  });
  expect(await ringme.source({ clientId: '013' }).client(scope)).toMatchObject({ clientId: '13' });
});
