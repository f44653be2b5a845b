import { OUTCOMES } from './call-words.ts';
import type { CallStatus } from './generated/graphql.ts';

/** How a call ended, in a word and a colour. */
export function OutcomeBadge({ status }: { readonly status: CallStatus }) {
  return <span className={`badge outcome-${status}`}>{OUTCOMES[status]}</span>;
}
