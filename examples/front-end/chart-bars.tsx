import { OUTCOMES } from './call-words.ts';
import { SERIES, type ChartGroup } from './chart-groups.ts';

const HEIGHT = 100;
/** As a share of a group's width. */
const GAP = 0.2;
/** The number of groups from which bars have no outlines. */
const DENSE = 60;

/** A bar for each group, divided by outcome. The drawing stretches with the page; its labels are outside of it. */
export function ChartBars({
  groups,
  label,
}: {
  readonly groups: readonly ChartGroup[];
  readonly label: string;
}) {
  const most = roundedUp(Math.max(...groups.map(knownCalls), 4));
  return (
    <div className="chart">
      <div className="chart-scale" aria-hidden="true">
        {[most, most / 2, 0].map((tick) => (
          <span key={tick}>{tick}</span>
        ))}
      </div>
      <svg
        role="img"
        aria-label={label}
        className={groups.length < DENSE ? 'chart-bars' : 'chart-bars is-dense'}
        viewBox={`0 0 ${Math.max(groups.length, 1)} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        {[0, 0.5, 1].map((share) => (
          <line key={share} className="chart-line" x1="0" x2="100%" y1={share * HEIGHT} y2={share * HEIGHT} />
        ))}
        {groups.map((group, index) => (
          <GroupBar key={group.from} group={group} index={index} most={most} />
        ))}
      </svg>
      <div className="chart-ticks" aria-hidden="true">
        {groups.map((group) => (
          <span key={group.from}>{group.tick}</span>
        ))}
      </div>
    </div>
  );
}

function GroupBar({
  group,
  index,
  most,
}: {
  readonly group: ChartGroup;
  readonly index: number;
  readonly most: number;
}) {
  let below = 0;
  return (
    <g className="chart-group">
      <title>{`${group.label}: ${SERIES.map((status) => `${OUTCOMES[status]} ${group.counts[status] ?? 'not known'}`).join(', ')}`}</title>
      <rect className="chart-column" x={index} y={0} width={1} height={HEIGHT} />
      {SERIES.map((status) => {
        const height = ((group.counts[status] ?? 0) / most) * HEIGHT;
        below += height;
        return (
          <rect
            key={status}
            className={`fill-${status}`}
            x={index + GAP / 2}
            y={HEIGHT - below}
            width={1 - GAP}
            height={height}
          />
        );
      })}
    </g>
  );
}

function knownCalls({ counts }: ChartGroup): number {
  return SERIES.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
}

/** The next number of one, two, four, six or eight times a power of ten, so that its half is round as well. */
function roundedUp(number: number): number {
  const power = 10 ** Math.floor(Math.log10(number));
  const step = [1, 2, 4, 6, 8, 10].find((factor) => factor * power >= number) ?? 10;
  return step * power;
}
