import { OUTCOMES } from './call-words.ts';
import { SERIES, type Hour } from './chart-hours.ts';

const HEIGHT = 100;
/** Of an hour's width. */
const GAP = 0.2;
const LABEL_EVERY = 3;

/** Bars of the hours, each in parts by outcome. The drawing stretches with the page; its texts stand around it. */
export function ChartBars({ hours, label }: { readonly hours: readonly Hour[]; readonly label: string }) {
  const most = roundedUp(Math.max(...hours.map(knownCalls), 4));
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
        className="chart-bars"
        viewBox={`0 0 ${Math.max(hours.length, 1)} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        {[0, 0.5, 1].map((share) => (
          <line key={share} className="chart-line" x1="0" x2="100%" y1={share * HEIGHT} y2={share * HEIGHT} />
        ))}
        {hours.map((hour, index) => (
          <HourBar key={hour.from} hour={hour} index={index} most={most} />
        ))}
      </svg>
      <div className="chart-hours" aria-hidden="true">
        {hours.map((hour, index) => (
          <span key={hour.from}>{index % LABEL_EVERY === 0 ? hour.label.slice(0, 2) : ''}</span>
        ))}
      </div>
    </div>
  );
}

function HourBar({
  hour,
  index,
  most,
}: {
  readonly hour: Hour;
  readonly index: number;
  readonly most: number;
}) {
  let below = 0;
  return (
    <g className="chart-hour">
      <title>{`${hour.label}: ${SERIES.map((status) => `${OUTCOMES[status]} ${hour.counts[status] ?? 'not known'}`).join(', ')}`}</title>
      <rect className="chart-column" x={index} y={0} width={1} height={HEIGHT} />
      {SERIES.map((status) => {
        const height = ((hour.counts[status] ?? 0) / most) * HEIGHT;
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

function knownCalls({ counts }: Hour): number {
  return SERIES.reduce((sum, status) => sum + (counts[status] ?? 0), 0);
}

/** The next number of one, two, four, six or eight times a power of ten, so that its half is round as well. */
function roundedUp(number: number): number {
  const power = 10 ** Math.floor(Math.log10(number));
  const step = [1, 2, 4, 6, 8, 10].find((factor) => factor * power >= number) ?? 10;
  return step * power;
}
