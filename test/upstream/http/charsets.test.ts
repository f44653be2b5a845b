import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startUpstream, type Upstream } from '../../support/an-upstream.js';

let upstream: Upstream;

beforeEach(async () => {
  upstream = await startUpstream();
});
afterEach(() => upstream.close());

function send(bytes: Uint8Array | string, type: string | null, status = 200) {
  upstream.server.answer((_, response) => {
    response.writeHead(status, type === null ? {} : { 'content-type': type }).end(bytes);
  });
  return upstream.http.send(upstream.request());
}

const latin = (text: string) => Buffer.from(text, 'latin1');
/** `{"a":"ąść"}` in windows-1250 and in ISO-8859-2. */
const WINDOWS_1250 = Buffer.concat([latin('{"a":"'), Buffer.from([0xb9, 0x9c, 0xe6]), latin('"}')]);
const ISO_8859_2 = Buffer.concat([latin('{"a":"'), Buffer.from([0xb1, 0xb6, 0xe6]), latin('"}')]);
const KOI8_R = Buffer.concat([latin('{"a":"'), Buffer.from([0xd0, 0xd2, 0xc9]), latin('"}')]);

const swapped = (text: string) => Buffer.from(text, 'utf16le').swap16();

describe('a body', () => {
  test.each<[string, Uint8Array, string, string]>([
    ['windows-1250', WINDOWS_1250, 'application/json; charset=windows-1250', 'ąść'],
    ['ISO-8859-2', ISO_8859_2, 'application/json;charset="ISO-8859-2"', 'ąść'],
    ['KOI8-R', KOI8_R, 'text/html; charset=koi8-r', 'при'],
    ['UTF-16', Buffer.from('{"a":"ąść"}', 'utf16le'), 'application/json; charset=utf-16', 'ąść'],
    ['byte-swapped UTF-16', swapped('\uFEFF{"a":"ąść"}'), 'application/json; charset=UTF-16', 'ąść'],
    ['UTF-16BE', swapped('{"a":"ąść"}'), 'application/json; charset=utf-16be', 'ąść'],
    ['UCS-2', Buffer.from('{"a":"ab"}', 'utf16le'), 'text/plain; charset=ucs-2', 'ab'],
    [
      'UTF-8 labelled as another charset',
      Buffer.from('{"a":"ąść"}'),
      'application/json; charset=windows-1250',
      'ąść',
    ],
    [
      'UTF-8 labelled as an unknown charset',
      Buffer.from('{"a":"ąść"}'),
      'application/json; charset=x',
      'ąść',
    ],
    ['UTF-8 with a byte order mark', Buffer.from('\uFEFF{"a":"ąść"}'), 'application/json', 'ąść'],
  ])('in %s is decoded', async (_, bytes, type, a) => {
    expect((await send(bytes, type)).body).toEqual({ a });
  });

  test.each<[string, Uint8Array, string]>([
    ['no charset', WINDOWS_1250, 'application/json'],
    ['UTF-8 as its charset', WINDOWS_1250, 'application/json; charset=utf-8'],
    ['an unknown charset', WINDOWS_1250, 'application/json; charset=cp-none'],
    ['another charset', Buffer.from([0x22, 0xff, 0x22]), 'application/json; charset=shift_jis'],
  ])(
    'that isn’t UTF-8 and has %s is an error, not replacement characters (guard: fatal)',
    async (_, bytes, type) => {
      await expect(send(bytes, type)).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
    },
  );
});

describe('JSON', () => {
  test.each([
    'text/html',
    'text/html; charset=UTF-8',
    'text/plain',
    'text/javascript',
    'application/javascript',
    null,
  ])('is accepted with the media type %s', async (type) => {
    expect((await send('{"a":1}', type)).body).toEqual({ a: 1 });
  });

  test.each(['image/png', 'application/xml', 'multipart/mixed', 'text/html-json', 'jsonp'])(
    'is rejected with the media type %s',
    async (type) => {
      await expect(send('{"a":1}', type)).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
    },
  );

  test.each(['text/html', 'text/plain', 'application/json'])(
    'is required: a web page with the media type %s is rejected',
    async (type) => {
      const page = '<!doctype html><title>Log in</title>';
      await expect(send(page, type)).rejects.toMatchObject({ code: 'UPSTREAM_BAD_RESPONSE' });
    },
  );
});

test.each<[string, string, boolean]>([
  ['no body', '', true],
  ['a web page', '<html>', false],
  ['JSON', '{}', false],
])('a 404 with %s is reported as empty: %s', async (_, body, isEmpty) => {
  expect(await send(body, 'text/html', 404)).toMatchObject({ status: 404, isEmpty });
});
