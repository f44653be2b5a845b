import { followInApp, useAddress, withParameters } from './address.ts';
import { useAgentNumbers } from './agent-numbers.ts';
import { ArchiveStatus } from './archive-status.tsx';
import { CallFilters } from './call-filters.tsx';
import { CallsOfAgents } from './calls-of-agents.tsx';
import { rangeOfDays, today } from './days.ts';
import { filterOf } from './filter-parameters.ts';
import { YearChart } from './year-chart.tsx';

const SLOW = 'Without an archive, a year is read from ccrm.pl page by page, which takes a while.';

/** The calls of a year, up to today. The address contains the year, the filter, and the grouping by month or day. */
export function YearPage({ zone }: { readonly zone: string }) {
  const { search } = useAddress();
  const current = today(zone);
  const thisYear = Number(current.slice(0, 4));
  const asked = search.get('year') ?? '';
  const year = /^[1-9]\d{3}$/.test(asked) && Number(asked) <= thisYear ? Number(asked) : thisYear;
  const range = rangeOfDays(`${year}-01-01`, year === thisYear ? current : `${year}-12-31`, zone);
  const agents = useAgentNumbers(search.get('agent'));
  const filter = { ...filterOf(search), ...(agents.numbers && { internalNumbers: agents.numbers }) };
  return (
    <>
      <title>{`Calls of ${year} · Switchboard`}</title>
      <div className="heading">
        <div>
          <h1>{year === thisYear ? `${year} so far` : year}</h1>
          <p className="zone">Days of {zone}</p>
          <ArchiveStatus of="Archived" zone={zone} without={SLOW} />
        </div>
        <YearPicker year={year} thisYear={thisYear} />
      </div>
      <CallFilters />
      <CallsOfAgents agents={agents} rows={4}>
        <YearChart range={range} filter={filter} zone={zone} isByDay={search.get('by') === 'day'} />
      </CallsOfAgents>
    </>
  );
}

/** Links to other years, up to this one. */
function YearPicker({ year, thisYear }: { readonly year: number; readonly thisYear: number }) {
  const address = useAddress();
  const hrefOf = (other: number) =>
    withParameters(address, { year: other === thisYear ? null : String(other) });
  return (
    <div className="day-picker">
      <a className="button" href={hrefOf(year - 1)} onClick={followInApp} aria-label="Year before">
        ‹
      </a>
      {year < thisYear ? (
        <a className="button" href={hrefOf(year + 1)} onClick={followInApp} aria-label="Year after">
          ›
        </a>
      ) : (
        <span className="button" aria-hidden="true">
          ›
        </span>
      )}
    </div>
  );
}
