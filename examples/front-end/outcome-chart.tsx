import { useId, type ReactNode } from 'react';
import { OUTCOMES } from './call-words.ts';
import { ChartBars } from './chart-bars.tsx';
import { SERIES, totalOf, type ChartGroup } from './chart-groups.ts';
import { ChartTable } from './chart-table.tsx';
import { count } from './formats.ts';

interface Props {
  /** Such as `Calls per hour`. */
  readonly title: string;
  /** The unit of a group, such as `Hour`. */
  readonly unit: string;
  readonly groups: readonly ChartGroup[];
  readonly isLoading: boolean;
  readonly error: Error | undefined;
  /** The link of a group's figures; none if absent. */
  readonly hrefOf?: ((group: ChartGroup) => string) | undefined;
  /** The content beside the title. */
  readonly children?: ReactNode;
}

/** Calls by period and outcome, as bars and as a table. */
export function OutcomeChart({ title, unit, groups, isLoading, error, hrefOf, children }: Props) {
  const heading = useId();
  return (
    <section className="card" aria-labelledby={heading} aria-busy={isLoading}>
      <div className="chart-head">
        <h2 id={heading}>{title}</h2>
        {children}
      </div>
      <ul className="legend">
        {SERIES.map((status) => (
          <li key={status}>
            <span className={`swatch fill-${status}`} />
            {OUTCOMES[status]} <strong>{totalOf(groups, status)?.toLocaleString('en-GB') ?? '–'}</strong>
          </li>
        ))}
      </ul>
      {error && (
        <p className="empty">
          {groups.length === 0 ? 'The figures are' : 'Some figures are'} unavailable at the moment.
        </p>
      )}
      <ChartBars groups={groups} label={labelOf(title, totalOf(groups), isLoading)} />
      <ChartTable groups={groups} title={title} unit={unit} hrefOf={hrefOf} />
    </section>
  );
}

function labelOf(title: string, total: number | null, isLoading: boolean): string {
  if (total !== null) return `${title}: ${count(total, 'call')}. The table below has the figures.`;
  return isLoading ? `${title}: loading.` : `${title}: some figures are unavailable.`;
}
