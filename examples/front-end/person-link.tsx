import type { ReactNode } from 'react';
import { followInApp } from './address.ts';

interface Props {
  /** A contact's uuid; null if there is none to link to. */
  readonly contact?: string | null;
  readonly phone?: string | null;
  readonly children: ReactNode;
}

/** Links to every call with a contact, or else with a number; no link if neither is known, or the number is masked. */
export function PersonLink({ contact = null, phone = null, children }: Props) {
  const isKnown = contact !== null || (phone !== null && /^[^*]*\d[^*]*$/.test(phone));
  if (!isKnown) return children;
  const search = new URLSearchParams(contact === null ? { phone: phone ?? '' } : { contact });
  return (
    <a href={`/person?${search.toString()}`} onClick={followInApp}>
      {children}
    </a>
  );
}
