import { useRef, type KeyboardEvent } from 'react';
import { CallRow } from './call-row.tsx';
import type { FragmentType } from './generated/fragment-masking.ts';
import type { CallRowFragmentDoc } from './generated/graphql.ts';

interface Props {
  readonly calls: readonly (FragmentType<typeof CallRowFragmentDoc> & { readonly id: string })[];
  readonly zone: string;
  /** Whether these are the previous query's calls, shown until the new ones have loaded. */
  readonly isOld?: boolean;
  /** Whether each call's day is also shown. */
  readonly isDated?: boolean;
  /** The ids of the calls that arrived while the user was looking. */
  readonly arrived?: ReadonlySet<string>;
}

const NONE: ReadonlySet<string> = new Set();

/** Rows that link to the call's panel. Arrow keys, Home and End move between rows. */
export function CallList({ calls, zone, isOld = false, isDated = false, arrived = NONE }: Props) {
  const list = useRef<HTMLOListElement>(null);

  function move(event: KeyboardEvent): void {
    const links = [...(list.current?.querySelectorAll('a') ?? [])];
    const index = links.findIndex((link) => link === document.activeElement);
    const target = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: links.length - 1 }[event.key];
    if (target === undefined) return;
    event.preventDefault();
    links[target]?.focus();
  }

  return (
    <ol
      ref={list}
      className={['calls', isOld && 'is-old', isDated && 'is-dated']
        .filter((name) => name !== false)
        .join(' ')}
      onKeyDown={move}
    >
      {calls.map((call) => (
        <li key={call.id} className={arrived.has(call.id) ? 'is-new' : undefined}>
          <CallRow call={call} zone={zone} isDated={isDated} />
        </li>
      ))}
    </ol>
  );
}
