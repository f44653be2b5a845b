import {
  openScope,
  type OperationScope,
  type ScopeOptions,
} from '../../src/domain/operation/operation-scope.js';

/** An operation scope without a deadline. */
export function aScope(options: Partial<ScopeOptions> = {}): OperationScope {
  return openScope({ signal: new AbortController().signal, ...options });
}

/** A scope that reports `left` ms until its deadline. It really ends after 3 s, so that a hanging test fails soon. */
export function aScopeWith(left: number): OperationScope {
  return aScope({ signal: AbortSignal.timeout(3000), timeLeft: () => left });
}
