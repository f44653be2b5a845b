const DAY = 86_400_000;
const DATES_KEY = 'switchboard:dates';
/** What the operation causes at the providers is told below its answer. */
export const HEADERS = JSON.stringify({ 'x-switchboard-upstream': 'true' }, null, 2);
const TABS_KEY = 'graphiql:tabState';

/**
 * The tabs to start with: the samples with dates up to `now`, or the tabs that GraphiQL kept before a reload.
 * In kept tabs the dates that an earlier start filled in move up to `now`; those that the user wrote stay.
 * `active` is the tab in front.
 */
export function openTabs(storage, samples, now) {
  const dates = Object.fromEntries(
    [0, ...samples.map((sample) => sample.days)].map((days) => [days, instant(now - days * DAY)]),
  );
  const kept = keptTabs(storage, dates);
  storage.setItem(DATES_KEY, JSON.stringify(dates));
  const tabs = samples.map(({ query, variables, days }) => ({
    query,
    headers: HEADERS,
    variables: JSON.stringify(days ? { from: dates[days], to: dates[0], ...variables } : variables, null, 2),
  }));
  return { tabs, active: kept?.tabs[kept.activeTabIndex] ?? tabs[0] };
}

/** Seconds are enough, and short to read. */
function instant(ms) {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z');
}

function keptTabs(storage, dates) {
  const text = storage.getItem(TABS_KEY);
  const earlier = storage.getItem(DATES_KEY);
  if (text === null || earlier === null) return null;
  const fresh = new Map(Object.entries(JSON.parse(earlier)).map(([days, date]) => [date, dates[days]]));
  const moved = text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, (date) => fresh.get(date) ?? date);
  storage.setItem(TABS_KEY, moved);
  return JSON.parse(moved);
}
