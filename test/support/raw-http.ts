import { connect } from 'node:net';

/**
 * Everything a server sends after these bytes until it closes the connection. Rejects if the connection is still open
 * after `patience` milliseconds of silence.
 */
export async function rawExchange(
  url: string,
  bytes: string | Uint8Array,
  patience = 20_000,
): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  const stalled = new Error('The server left the connection open.');
  socket.setTimeout(patience, () => socket.destroy(stalled));
  socket.on('data', (chunk) => chunks.push(chunk));
  socket.write(bytes);
  await new Promise<void>((closed, failed) => {
    // A reset by the server also counts as an answer.
    socket.on('error', (error) => {
      if (error === stalled) failed(error);
    });
    socket.once('close', () => closed());
  });
  return Buffer.concat(chunks).toString('latin1');
}

/** An HTTP/1.1 request with these header lines that closes its connection. */
export function rawRequest(start: string, headers: readonly string[] = [], body = ''): string {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const lines = [`${start} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers, ...length];
  return [...lines, '', body].join('\r\n');
}

/** The status codes of all responses in such an exchange. */
export function statusesOf(answers: string): readonly number[] {
  return [...answers.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}
