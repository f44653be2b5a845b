import { followInApp, useAddress, withParameters } from './address.ts';
import { useAgentNumbers } from './agent-numbers.ts';
import { ArchiveStatus } from './archive-status.tsx';
import { CallFilters } from './call-filters.tsx';
import { rangeOfDays, today } from './days.ts';
import { filterOf } from './filter-parameters.ts';
import { Placeholder } from './placeholder.tsx';
import { Problems } from './problems.tsx';
import { YearChart } from './year-chart.tsx';

const SLOW = 'Without an archive, a year is read from ccrm.pl page by page, which takes a while.';

/** The calls of a year, up to today. The address says which year, which filter, and whether by month or day. */
export function YearPage({ zone }: { readonly zone: string }) {
  const { search } = useAddress();
  const current = today(zone);
  const thisYear = Number(current.slice(0, 4));
  const asked = search.get('year') ?? '';
  const year = /^\d{4}$/.test(asked) && Number(asked) <= thisYear ? Number(asked) : thisYear;
  const range = rangeOfDays(`${year}-01-01`, year === thisYear ? current : `${year}-12-31`, zone);
  const agent = useAgentNumbers(search.get('agent'));
  const filter = { ...filterOf(search), ...(agent.numbers && { internalNumbers: agent.numbers }) };
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
      <Problems error={agent.error} />
      {agent.isLoading && <Placeholder rows={4} />}
      {agent.numbers?.length === 0 && <p className="empty">No extension’s name or number is like that.</p>}
      {agent.numbers?.length !== 0 && !agent.isLoading && agent.error === undefined && (
        <YearChart range={range} filter={filter} zone={zone} isByDay={search.get('by') === 'day'} />
      )}
    </>
  );
}

/** Leads to another year; there is none after this one. */
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
