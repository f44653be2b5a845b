const DAY = 86_400_000;
const DATES_KEY = 'switchboard:dates';
const TABS_KEY = 'graphiql:tabState';

/**
 * The initial tabs: the samples with dates up to `now`, or the tabs that GraphiQL stored before a reload.
 * In stored tabs, dates that an earlier start filled in move up to `now`; those that the user wrote are unchanged.
 * A shared document gets an additional tab. `active` is the tab in front; all have the same headers.
 */
export function openTabs(storage, { samples, shared, headers }, now) {
  const dates = Object.fromEntries(
    [0, ...samples.map((sample) => sample.days)].map((days) => [days, instant(now - days * DAY)]),
  );
  const kept = keptTabs(storage, dates, headers);
  storage.setItem(DATES_KEY, JSON.stringify(dates));
  const tabs = samples.map(({ query, variables, days }) => ({
    query,
    headers,
    variables: JSON.stringify(days ? { from: dates[days], to: dates[0], ...variables } : variables, null, 2),
  }));
  if (shared === null) return { tabs, active: kept?.tabs[kept.activeTabIndex] ?? tabs[0] };
  const active = { ...shared, headers };
  return { tabs: [active, ...tabs], active };
}

/** RFC 3339 in whole seconds, which are precise enough and easy to read. */
function instant(ms) {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

function keptTabs(storage, dates, headers) {
  const text = storage.getItem(TABS_KEY);
  const earlier = storage.getItem(DATES_KEY);
  if (text === null || earlier === null) return null;
  const fresh = new Map(Object.entries(JSON.parse(earlier)).map(([days, date]) => [date, dates[days]]));
  const moved = text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, (date) => fresh.get(date) ?? date);
  const kept = JSON.parse(moved);
  for (const tab of kept.tabs) tab.headers = headers;
  storage.setItem(TABS_KEY, JSON.stringify(kept));
  return kept;
}
