import { followInApp } from './address.ts';
import { OUTCOMES } from './call-words.ts';
import { SERIES, type ChartGroup } from './chart-groups.ts';

interface Props {
  readonly groups: readonly ChartGroup[];
  /** Such as `Hour`. */
  readonly unit: string;
  readonly title: string;
  /** The link of a group's figures; none if absent. */
  readonly hrefOf?: ((group: ChartGroup) => string) | undefined;
}

/** The figures of the chart as a table, also for screen readers. */
export function ChartTable({ groups, unit, title, hrefOf }: Props) {
  return (
    <details className="figures">
      <summary>Figures as a table</summary>
      <div className="scrolls" tabIndex={0} role="region" aria-label={`${title}, figures`}>
        <table>
          <thead>
            <tr>
              <th scope="col">{unit}</th>
              {SERIES.map((status) => (
                <th key={status} scope="col">
                  {OUTCOMES[status]}
                </th>
              ))}
              <th scope="col">All</th>
            </tr>
          </thead>
          <tbody>
            {groups.map((group) => (
              <tr key={group.from}>
                <th scope="row">
                  {hrefOf ? (
                    <a href={hrefOf(group)} onClick={followInApp}>
                      {group.label}
                    </a>
                  ) : (
                    group.label
                  )}
                </th>
                {SERIES.map((status) => (
                  <td key={status}>{group.counts[status] ?? '–'}</td>
                ))}
                <td>{group.total ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
