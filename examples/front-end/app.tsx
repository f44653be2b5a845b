import type { ReactNode } from 'react';
import { followInApp, useAddress } from './address.ts';
import { CallsPage } from './calls-page.tsx';
import { ExtensionsPage } from './extensions-page.tsx';
import { NotesPage } from './notes-page.tsx';
import { PersonPage } from './person-page.tsx';
import { Placeholder } from './placeholder.tsx';
import { Problems } from './problems.tsx';
import { SettingsPage } from './settings-page.tsx';
import { StaleNotice } from './stale-notice.tsx';
import { useWorkspaceZone } from './workspace-zone.ts';
import { YearPage } from './year-page.tsx';

const PAGES = [
  { path: '/', name: 'Calls' },
  { path: '/year', name: 'Year' },
  { path: '/notes', name: 'Notes' },
  { path: '/extensions', name: 'Extensions' },
  { path: '/settings', name: 'Settings' },
] as const;

/** By path; they can't be shown before the time zone is known. */
const SCREENS_WITH_TIMES: ReadonlyMap<string, (props: { readonly zone: string }) => ReactNode> = new Map([
  ['/', CallsPage],
  ['/year', YearPage],
  ['/notes', NotesPage],
  ['/person', PersonPage],
]);

/** The frame of every screen, and the screen that the address selects. */
export function App() {
  const { path } = useAddress();
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="top">
        <a className="brand" href="/" onClick={followInApp}>
          Switchboard
        </a>
        <nav aria-label="Screens">
          {PAGES.map((page) => (
            <a
              key={page.path}
              href={page.path}
              aria-current={page.path === path ? 'page' : undefined}
              onClick={followInApp}
            >
              {page.name}
            </a>
          ))}
        </nav>
      </header>
      <main id="main" tabIndex={-1}>
        <StaleNotice />
        <Screen path={path} />
      </main>
    </>
  );
}

function Screen({ path }: { readonly path: string }) {
  const { zone, loading, error, refetch } = useWorkspaceZone();
  if (path === '/settings') return <SettingsPage />;
  if (path === '/extensions' && (zone !== null || !loading)) return <ExtensionsPage zone={zone} />;
  const ScreenWithTimes = SCREENS_WITH_TIMES.get(path);
  if (ScreenWithTimes !== undefined && zone !== null) return <ScreenWithTimes zone={zone} />;
  if (ScreenWithTimes === undefined && path !== '/extensions') return <NotFound />;
  if (loading) return <Placeholder rows={12} />;
  return error ? (
    <Problems error={error} onRetry={() => void refetch()} />
  ) : (
    <p>This workspace has no call history.</p>
  );
}

function NotFound() {
  return (
    <>
      <title>Not found · Switchboard</title>
      <h1>Not found</h1>
      <p>
        <a href="/" onClick={followInApp}>
          Today’s calls
        </a>
      </p>
    </>
  );
}
