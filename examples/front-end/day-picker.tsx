import { followInApp, goTo, useAddress, withParameters } from './address.ts';
import { daysLater, isDay } from './days.ts';

interface Props {
  readonly day: string;
  readonly today: string;
}

/** Links to other days, up to today. */
export function DayPicker({ day, today }: Props) {
  const address = useAddress();
  const hrefOf = (other: string) =>
    withParameters(address, { day: other === today ? null : other, call: null });
  return (
    <div className="day-picker">
      <a className="button" href={hrefOf(daysLater(day, -1))} onClick={followInApp} aria-label="Day before">
        ‹
      </a>
      <input
        type="date"
        aria-label="Day"
        value={day}
        max={today}
        onChange={({ target }) => {
          if (isDay(target.value)) goTo(hrefOf(target.value));
        }}
      />
      {day < today ? (
        <a className="button" href={hrefOf(daysLater(day, 1))} onClick={followInApp} aria-label="Day after">
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
