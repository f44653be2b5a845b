import { useAgentNumbers } from './agent-numbers.ts';
import { useAddress, withParameters, goTo } from './address.ts';
import { CallFilters } from './call-filters.tsx';
import { CallPanel } from './call-panel.tsx';
import { CallsChart } from './calls-chart.tsx';
import { CallsOfAgents } from './calls-of-agents.tsx';
import { CallsOfDay } from './calls-of-day.tsx';
import { useChangedCalls } from './changed-calls.ts';
import { DayPicker } from './day-picker.tsx';
import { daysLater, isDay, rangeOfDays, today } from './days.ts';
import { filterOf } from './filter-parameters.ts';
import { longDay } from './formats.ts';

/** The calls of a day. The address contains the day, the filter and the call whose panel is open. */
export function CallsPage({ zone }: { readonly zone: string }) {
  const address = useAddress();
  const current = today(zone);
  const asked = address.search.get('day') ?? '';
  const day = isDay(asked) ? asked : current;
  const range = rangeOfDays(day, day, zone);
  const agents = useAgentNumbers(address.search.get('agent'));
  const filter = { ...filterOf(address.search), ...(agents.numbers && { internalNumbers: agents.numbers }) };
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
      <CallsOfAgents agents={agents} rows={12}>
        <CallsChart range={range} filter={filter} zone={zone} />
        <CallsOfDay range={range} filter={filter} zone={zone} isToday={day === current} />
      </CallsOfAgents>
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
