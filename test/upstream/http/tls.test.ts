import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { startUpstream } from '../../support/an-upstream.js';

const HANDSHAKE = 0x16;

// Red if every request is sent by node:http.
test('requests to an https URL use TLS, and nothing is sent in cleartext', async () => {
  const firstBytes: (number | undefined)[] = [];
  const server = createServer((socket: Socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (bytes) => {
      firstBytes.push(bytes[0]);
      socket.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const upstream = await startUpstream();
  try {
    const url = new URL(`https://127.0.0.1:${String(port)}/`);
    const request = upstream.request({ url, method: 'PUT', json: '{}' });
    await expect(upstream.http.send(request)).rejects.toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
    expect(firstBytes).toEqual([HANDSHAKE]);
  } finally {
    await upstream.close();
    server.close();
  }
});
