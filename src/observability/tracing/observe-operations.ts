import type { FastifyRequest } from 'fastify';
import type { UpstreamUse } from '../../domain/operation/upstream-use.js';
import type { OperationObserver } from '../../operations/operation-context.js';
import type { RequestTrace } from './traces.js';

/** Passes what each operation uses to the metrics and to the operation's trace, if there are any. */
export function createOperationObserver(
  counted: ((use: UpstreamUse) => void) | null,
  traceOf: (request: FastifyRequest) => RequestTrace | null,
): (request: FastifyRequest) => OperationObserver {
  const untraced = { used: counted ?? (() => undefined), loading: null };
  return (request) => {
    const trace = traceOf(request)?.execute() ?? null;
    if (trace === null) return untraced;
    const used = (use: UpstreamUse) => {
      counted?.(use);
      trace.used(use);
    };
    return { used, loading: trace.loading };
  };
}
