import type { FastifyInstance } from 'fastify';
import { sendServiceUnavailable } from './http-errors.js';

/**
 * When the server closes, waits up to `timeout` milliseconds for the responses to accepted requests, and rejects new
 * ones with 503 SERVICE_UNAVAILABLE. Then terminates every connection: Node alone would wait for idle ones.
 */
export function registerGracefulShutdown(fastify: FastifyInstance, timeout: number): void {
  let isClosing = false;
  let open = 0;
  let onClose = (): void => undefined;

  fastify.addHook('onRequest', (_request, reply, done) => {
    if (isClosing)
      return void sendServiceUnavailable(reply, 'The server is shutting down; retry on another replica.');
    open += 1;
    reply.raw.once('close', () => {
      open -= 1;
      onClose();
    });
    done();
  });

  fastify.addHook('preClose', async () => {
    isClosing = true;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, timeout);
      onClose = () => {
        if (open > 0) return;
        clearTimeout(timer);
        resolve();
      };
      onClose();
    });
    fastify.server.closeAllConnections();
  });
}
