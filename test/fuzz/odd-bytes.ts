import fc from 'fast-check';

const PIECES = [
  'POST /graphql HTTP/1.1\r\n',
  'GET /graphql?query={__typename} HTTP/1.1\r\n',
  'GET /%ff HTTP/1.0\r\n',
  'HEAD / HTTP/1.1\r\n',
  'OPTIONS * HTTP/1.1\r\n',
  'Host: localhost\r\n',
  'Connection: close\r\n',
  'Content-Type: application/json\r\n',
  'Content-Type: \r\n',
  'Content-Length: 5\r\n',
  'Content-Length: -1\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Expect: 100-continue\r\n',
  'Upgrade: websocket\r\nConnection: Upgrade\r\n',
  'Accept: text/html\r\n',
  'Accept-Encoding: ;q=nothing\r\n',
  'X-Api-Key: \xff\r\n',
  '\r\n',
  '\r\n\r\n',
  '{"query":"{__typename}"}',
  '5\r\nhello\r\n0\r\n\r\n',
  'fffffffffffffffff\r\n',
  '\0',
];

/** Byte streams that more or less look like HTTP/1.1. */
export const oddBytes: fc.Arbitrary<Uint8Array> = fc
  .array(
    fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom(...PIECES).map((piece) => Buffer.from(piece, 'latin1')) },
      { weight: 1, arbitrary: fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)) },
    ),
    { maxLength: 12 },
  )
  .map((pieces) => Buffer.concat(pieces));
