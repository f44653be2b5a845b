import { OUTCOMES } from './call-words.ts';
import { SERIES, type Hour } from './chart-hours.ts';

/** The figures of the chart, for who reads rather than looks. */
export function ChartTable({ hours }: { readonly hours: readonly Hour[] }) {
  return (
    <details className="figures">
      <summary>Figures as a table</summary>
      <div className="scrolls" tabIndex={0} role="region" aria-label="Calls per hour, figures">
        <table>
          <thead>
            <tr>
              <th scope="col">Hour</th>
              {SERIES.map((status) => (
                <th key={status} scope="col">
                  {OUTCOMES[status]}
                </th>
              ))}
              <th scope="col">All</th>
            </tr>
          </thead>
          <tbody>
            {hours.map(({ from, label, counts, total }) => (
              <tr key={from}>
                <th scope="row">{label}</th>
                {SERIES.map((status) => (
                  <td key={status}>{counts[status] ?? '–'}</td>
                ))}
                <td>{total ?? '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}
