import { useSyncExternalStore, type MouseEvent } from 'react';

/** The user's place in the app, which is the page's address: it can be copied, and the back button works. */
export interface Address {
  readonly path: string;
  readonly search: URLSearchParams;
}

const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  window.addEventListener('popstate', listener);
  return () => {
    listeners.delete(listener);
    window.removeEventListener('popstate', listener);
  };
}

/** The address, updated whenever it changes. */
export function useAddress(): Address {
  const href = useSyncExternalStore(subscribe, () => location.pathname + location.search);
  const url = new URL(href, location.origin);
  return { path: url.pathname, search: url.searchParams };
}

/** Goes to an address of this app; the back button returns. */
export function goTo(href: string): void {
  const { pathname } = location;
  history.pushState(null, '', href);
  if (location.pathname !== pathname) window.scrollTo(0, 0);
  for (const listener of listeners) listener();
}

/** The address with some parameters set or, if null or empty, removed. */
export function withParameters(
  { path, search }: Address,
  changes: Readonly<Record<string, string | null>>,
): string {
  const next = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === '') next.delete(name);
    else next.set(name, value);
  }
  return next.size === 0 ? path : `${path}?${next.toString()}`;
}

/** For a link within the app: a plain click doesn't reload the page; the browser handles one for a new tab. */
export function followInApp(event: MouseEvent<HTMLAnchorElement>): void {
  if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  const { pathname, search } = event.currentTarget;
  goTo(pathname + search);
}
