import { once } from 'node:events';
import type { Server } from 'node:http';

const KEEP_ALIVE_MS = 60_000;

/**
 * Starts the server. Resolves to its base address, and a function that closes it with all its connections. Rejects if
 * it can't listen.
 */
export async function listen(
  server: Server,
  { host, port }: { host: string; port: number },
): Promise<{ url: string; close: () => Promise<void> }> {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen(port, host);
  await once(server, 'listening');
  const address = server.address();
  const chosen = typeof address === 'object' && address !== null ? address.port : port;
  const close = async (): Promise<void> => {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  };
  return { url: `http://${host.includes(':') ? `[${host}]` : host}:${chosen}`, close };
}
