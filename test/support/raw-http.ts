import { connect } from 'node:net';

/**
 * What a server answers to these bytes until it closes the connection. Rejects where nothing has come for
 * `patience` milliseconds and the connection is still open.
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
    // A reset by the server is an answer, too.
    socket.on('error', (error) => {
      if (error === stalled) failed(error);
    });
    socket.once('close', () => closed());
  });
  return Buffer.concat(chunks).toString('latin1');
}

/** A request in HTTP/1.1 with these header lines that closes its connection. */
export function rawRequest(start: string, headers: readonly string[] = [], body = ''): string {
  const length = body === '' ? [] : [`Content-Length: ${Buffer.byteLength(body)}`];
  const lines = [`${start} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers, ...length];
  return [...lines, '', body].join('\r\n');
}

/** The statuses of all answers in such an exchange. */
export function statusesOf(answers: string): readonly number[] {
  return [...answers.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status));
}
