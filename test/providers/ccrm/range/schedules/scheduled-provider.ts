import { numberedUuid, wireDate } from '../../../../support/builders.js';
import { createRandom, type Random } from '../../../../support/random.js';
import { dateOf, type Schedule } from './schedule.js';

/** A record of the call history. */
export interface ScheduledCall {
  readonly uuid: string;
  readonly callDate: string;
  /** The local date in milliseconds as if it were UTC. */
  readonly date: number;
  /** Its position among the records of its second and in an unsorted history. */
  readonly tie: number;
}

/** ccrm's call history as a schedule defines it. */
export class ScheduledProvider {
  /** The calls that have existed from the beginning. */
  readonly stayed: Set<ScheduledCall>;
  /** The calls that have existed at any time. */
  readonly ever: Map<string, ScheduledCall>;
  /** The number of requests so far. */
  requests = 0;
  #calls: ScheduledCall[];
  #totalBefore = 0;
  #made = 0;
  readonly #random: Random;
  readonly #date: () => number;

  constructor(private readonly schedule: Schedule) {
    this.#random = createRandom(schedule.seed + 1);
    const first = Math.min(...schedule.dates, schedule.range.from);
    this.#date = dateOf(schedule.shape, first, schedule.range.to - schedule.range.from, this.#random);
    this.#calls = schedule.dates.map((date) => this.#make(date));
    this.stayed = new Set(this.#calls);
    this.ever = new Map(this.#calls.map((call) => [call.uuid, call]));
  }

  /** The calls that currently exist. */
  get calls(): readonly ScheduledCall[] {
    return this.#calls;
  }

  /** Whether three adjacent seconds have ever held a page, which takes more than one page to read. */
  get hasCrowd(): boolean {
    const dates = [...this.ever.values()].map(({ date }) => date).sort((a, b) => a - b);
    const { pageSize } = this.schedule;
    return dates.some((date, index) => (dates[index + pageSize - 1] ?? Infinity) - date <= 4000);
  }

  /** The body of one page; a change may follow it. */
  answer(query: URLSearchParams): unknown {
    const { pageSize } = this.schedule;
    const within = this.#sorted(this.#within(query.get('dateFrom') ?? '', query.get('dateTo') ?? ''));
    const start = (Number(query.get('page')) - 1) * pageSize;
    const records = within.slice(start, start + pageSize).map(({ uuid, callDate }) => ({ uuid, callDate }));
    const totalCount = this.#total(within.length, records.length, start);
    this.#totalBefore = within.length;
    this.requests += 1;
    const data = this.requests % this.schedule.empty === 0 ? [] : records;
    if (this.#random.fraction() < this.schedule.changes) this.#change();
    return { success: true, data, otherData: totalCount === null ? {} : { totalCount } };
  }

  #within(from: string, to: string): ScheduledCall[] {
    const { bounds } = this.schedule;
    const isFrom = bounds === 'inclusive' || bounds === 'from';
    const isTo = bounds === 'inclusive' || bounds === 'to';
    return this.#calls.filter(
      ({ callDate }) =>
        (callDate > from && callDate < to) || (isFrom && callDate === from) || (isTo && callDate === to),
    );
  }

  #sorted(calls: ScheduledCall[]): ScheduledCall[] {
    const { order, ties } = this.schedule;
    const shuffled =
      ties === 'stable' ? null : new Map(calls.map((call) => [call, this.#random.fraction()] as const));
    const tie = (call: ScheduledCall) => shuffled?.get(call) ?? call.tie;
    if (order === 'unsorted') return calls.sort((a, b) => tie(a) - tie(b));
    const sign = order === 'descending' ? -1 : 1;
    const sorted = calls.sort((a, b) => sign * (a.date - b.date) || tie(a) - tie(b));
    if (order !== 'almost sorted') return sorted;
    // The same few calls are misplaced every time.
    const misplaced = sorted.filter((call) => call.tie < 0.02);
    return [...sorted.filter((call) => call.tie >= 0.02), ...misplaced];
  }

  #total(count: number, received: number, start: number): number | null {
    switch (this.schedule.totals) {
      case 'right':
        return count;
      case 'missing':
        return null;
      case 'of the page':
        return received;
      case 'at most 1000':
        return Math.min(count, 1000);
      case 'at most a page':
        return Math.min(count, this.schedule.pageSize);
      case 'of pages':
        return Math.ceil(count / this.schedule.pageSize);
      case 'of what is left':
        return Math.max(0, count - start);
      case 'of the answer before':
        return this.#totalBefore;
      case 'of all history':
        return this.#calls.length + 5000;
      case 'doubled':
        return 2 * count;
      case 'rounded down to a hundred':
        return Math.floor(count / 100) * 100;
      case 'one more':
        return count + 1;
      case 'one less':
        return Math.max(0, count - 1);
      case 'nought':
        return 0;
    }
  }

  #change(): void {
    for (let changes = this.#random.whole(1, 3); changes > 0; changes -= 1) {
      if (this.#random.fraction() < 0.5) {
        // Near another call, or anywhere.
        const near = this.#calls[this.#random.whole(0, this.#calls.length - 1)];
        const call = this.#make(
          near !== undefined && this.#random.fraction() < 0.5 ? near.date : this.#date(),
        );
        this.#calls.push(call);
        this.ever.set(call.uuid, call);
      } else {
        for (const call of this.#calls.splice(this.#random.whole(0, this.#calls.length - 1), 1))
          this.stayed.delete(call);
      }
    }
  }

  #make(date: number): ScheduledCall {
    const callDate = wireDate(date);
    const uuid = numberedUuid(Math.floor(this.#random.fraction() * 1e5) * 1e5 + this.#made++);
    return { uuid, callDate, date, tie: this.#random.fraction() };
  }
}
