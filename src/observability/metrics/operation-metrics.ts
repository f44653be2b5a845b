import { Counter, Histogram, type Registry } from 'prom-client';
import type { OperationOutcome } from '../../operations/operation-outcomes.js';
import { boundedNames } from './operation-names.js';

/** Why a request was rejected. INVALID: it has no operation that is valid and within the limits. */
export type RefusalReason = 'INVALID' | 'UNAUTHENTICATED' | 'RATE_LIMITED' | 'OVERLOADED';

const SECONDS = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Creates the metrics that count operations and rejected requests. */
export function createOperationMetrics(registry: Registry) {
  const registers = [registry];
  const ended = new Counter({
    name: 'switchboard_operations_total',
    help: 'Operations by name (the first 50 and those of trusted documents; "other", "anonymous") and outcome: OK, PARTIAL (data and errors), FAILED (no data), GONE (the client disconnected).',
    labelNames: ['operation', 'outcome'],
    registers,
  });
  const duration = new Histogram({
    name: 'switchboard_operation_duration_seconds',
    help: 'Seconds from the arrival of a request with an operation to the end of its response.',
    labelNames: ['operation'],
    buckets: SECONDS,
    registers,
  });
  const responses = new Counter({
    name: 'switchboard_response_cache_reads_total',
    help: 'Response cache lookups by operations: HIT or MISS.',
    labelNames: ['result'],
    registers,
  });
  const refused = new Counter({
    name: 'switchboard_refused_requests_total',
    help: 'Rejected requests: INVALID (no operation that is valid in the schema), UNAUTHENTICATED, RATE_LIMITED, OVERLOADED.',
    labelNames: ['reason'],
    registers,
  });
  let labelOf = boundedNames([]);

  return {
    /** GONE: the client disconnected before the response was sent. */
    finished(
      { operationName, fromMemory }: OperationOutcome,
      end: OperationOutcome['outcome'] | 'GONE',
      milliseconds: number,
    ): void {
      const operation = labelOf(operationName);
      ended.inc({ operation, outcome: end });
      duration.observe({ operation }, milliseconds / 1000);
      responses.inc({ result: fromMemory ? 'HIT' : 'MISS' });
    },
    refused: (reason: RefusalReason): void => refused.inc({ reason }),
    /** Reserves labels for these operation names, however many others occur. */
    trust(names: Iterable<string>): void {
      labelOf = boundedNames(names);
    },
  };
}
