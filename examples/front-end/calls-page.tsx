import { useAgentNumbers } from './agent-numbers.ts';
import { useAddress, withParameters, goTo } from './address.ts';
import { CallFilters } from './call-filters.tsx';
import { CallPanel } from './call-panel.tsx';
import { CallsChart } from './calls-chart.tsx';
import { CallsOfDay } from './calls-of-day.tsx';
import { useChangedCalls } from './changed-calls.ts';
import { DayPicker } from './day-picker.tsx';
import { daysLater, isDay, rangeOfDays, today } from './days.ts';
import { filterOf } from './filter-parameters.ts';
import { longDay } from './formats.ts';
import { Placeholder } from './placeholder.tsx';
import { Problems } from './problems.tsx';

/** The calls of a day. The address says which day, which filter, and which call's panel is open. */
export function CallsPage({ zone }: { readonly zone: string }) {
  const address = useAddress();
  const current = today(zone);
  const asked = address.search.get('day') ?? '';
  const day = isDay(asked) ? asked : current;
  const range = rangeOfDays(day, day, zone);
  const agent = useAgentNumbers(address.search.get('agent'));
  const filter = { ...filterOf(address.search), ...(agent.numbers && { internalNumbers: agent.numbers }) };
  const selected = address.search.get('call');
  useChangedCalls(day >= daysLater(current, -2));
  return (
    <>
      <title>{`Calls of ${longDay(day)} · Switchboard`}</title>
      <div className="heading">
        <div>
          <h1>{longDay(day)}</h1>
          <p className="zone">Times in {zone}</p>
        </div>
        <DayPicker day={day} today={current} />
      </div>
      <CallFilters />
      <Problems error={agent.error} />
      {agent.isLoading && <Placeholder rows={12} />}
      {agent.numbers?.length === 0 && <p className="empty">No extension’s name or number is like that.</p>}
      {agent.numbers?.length !== 0 && !agent.isLoading && agent.error === undefined && (
        <>
          <CallsChart range={range} filter={filter} zone={zone} />
          <CallsOfDay range={range} filter={filter} zone={zone} isToday={day === current} />
        </>
      )}
      {selected !== null && (
        <CallPanel
          key={selected}
          id={selected}
          zone={zone}
          onClose={() => goTo(withParameters(address, { call: null }))}
        />
      )}
    </>
  );
}
