import { dayOf } from './days.ts';

/** The address of a call's panel, beside the calls of its day. */
export function callAddress(
  { id, startedAt }: { readonly id: string; readonly startedAt: string },
  zone: string,
): string {
  return `/?${new URLSearchParams({ day: dayOf(startedAt, zone), call: id }).toString()}`;
}
