import { OUTCOMES } from './call-words.ts';
import type { CallStatus } from './generated/graphql.ts';

/** The outcome of a call, as a coloured label. */
export function OutcomeBadge({ status }: { readonly status: CallStatus }) {
  return <span className={`badge outcome-${status}`}>{OUTCOMES[status]}</span>;
}
