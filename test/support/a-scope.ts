import {
  openScope,
  type OperationScope,
  type ScopeOptions,
} from '../../src/domain/operation/operation-scope.js';

/** The scope of an operation without a deadline. */
export function aScope(options: Partial<ScopeOptions> = {}): OperationScope {
  return openScope({ signal: new AbortController().signal, ...options });
}

/** A scope that says its operation is over in so many milliseconds; it is in 3 s, so that a test that hangs fails soon. */
export function aScopeWith(left: number): OperationScope {
  return aScope({ signal: AbortSignal.timeout(3000), timeLeft: () => left });
}
