import { followInApp, useAddress } from './address.ts';
import { CallsPage } from './calls-page.tsx';
import { ExtensionsPage } from './extensions-page.tsx';
import { Placeholder } from './placeholder.tsx';
import { Problems } from './problems.tsx';
import { SettingsPage } from './settings-page.tsx';
import { StaleNotice } from './stale-notice.tsx';
import { useWorkspaceZone } from './workspace-zone.ts';

const PAGES = [
  { path: '/', name: 'Calls' },
  { path: '/extensions', name: 'Extensions' },
  { path: '/settings', name: 'Settings' },
] as const;

/** What stands around every screen, and the choice of the screen by the address. */
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
  const { zone, loading, error } = useWorkspaceZone();
  if (path === '/settings') return <SettingsPage />;
  if (path !== '/' && path !== '/extensions') return <NotFound />;
  if (zone === null) {
    if (loading) return <Placeholder rows={12} />;
    return error ? <Problems error={error} /> : <p>This workspace has no call history.</p>;
  }
  return path === '/' ? <CallsPage zone={zone} /> : <ExtensionsPage zone={zone} />;
}

function NotFound() {
  return (
    <>
      <title>Not found · Switchboard</title>
      <h1>There is nothing here</h1>
      <p>
        <a href="/" onClick={followInApp}>
          Today’s calls
        </a>
      </p>
    </>
  );
}
