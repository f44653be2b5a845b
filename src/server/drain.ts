import type { FastifyInstance } from 'fastify';

/**
 * Lets a server that is closed answer the requests that it has accepted, at most `patience` milliseconds long;
 * then cuts every connection. Node alone would wait for those on which no request has come yet.
 */
export function registerDrain(fastify: FastifyInstance, patience: number): void {
  let open = 0;
  let onClose = (): void => undefined;

  fastify.addHook('onRequest', (_request, reply, done) => {
    open += 1;
    reply.raw.once('close', () => {
      open -= 1;
      onClose();
    });
    done();
  });

  fastify.addHook('preClose', async () => {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, patience);
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
