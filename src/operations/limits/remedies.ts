import type { TimeRange } from '../../domain/call.js';
import { HOUR } from '../../domain/interval.js';
import { isNarrowing } from '../../graph/call/narrowing-filter.js';
import type { Arguments, ArgumentsAt } from '../../graph/cost/estimate.js';
import { DEFAULT_PAGE } from '../../graph/relay/page.js';

/** A change of one field's arguments that would bring the operation within the limits. */
export type Remedy =
  | { readonly change: 'FEWER_PER_PAGE'; readonly field: string; readonly first: number }
  | { readonly change: 'SHORTER_RANGE'; readonly field: string; readonly seconds: number }
  | { readonly change: 'NO_FILTER'; readonly field: string }
  | {
      readonly change: 'SHORTER_LIST';
      readonly field: string;
      readonly argument: string;
      readonly items: number;
    };

/** A field whose arguments determine the cost of the operation. */
export interface PricedField {
  /** The response names that lead to it, joined by dots. */
  readonly path: string;
  readonly args: Arguments;
  readonly isPaged: boolean;
}

/** Whether an operation with these arguments would be within the limits. */
export type Fits = (argumentsAt: ArgumentsAt) => boolean;

/** The changes of this field, each sufficient by itself and as small as possible; empty if there are none. */
export function remediesAt(field: PricedField, fits: Fits): readonly Remedy[] {
  const { path, args } = field;
  const fitsWith = (changed: Arguments) =>
    fits((at, given) => (at === path ? { ...given, ...changed } : given));
  const range = rangeOf(args);
  const remedies: Remedy[] = [];
  if (range !== null) {
    const hours = largest(Math.ceil((range.to - range.from) / HOUR) - 1, (count) =>
      fitsWith({ to: range.from + count * HOUR }),
    );
    if (hours !== null)
      remedies.push({ change: 'SHORTER_RANGE', field: path, seconds: (hours * HOUR) / 1000 });
  }
  if (field.isPaged) {
    const first = largest(pageLength(args) - 1, (count) => fitsWith({ first: count }));
    if (first !== null) remedies.push({ change: 'FEWER_PER_PAGE', field: path, first });
  }
  if (isNarrowing(args['filter']) && fitsWith({ filter: null }))
    remedies.push({ change: 'NO_FILTER', field: path });
  for (const [argument, list] of Object.entries(args)) {
    if (!Array.isArray(list)) continue;
    const items = largest(list.length - 1, (count) => fitsWith({ [argument]: list.slice(0, count) }));
    if (items !== null) remedies.push({ change: 'SHORTER_LIST', field: path, argument, items });
  }
  return remedies;
}

/** Whether a field has arguments that can be reduced. */
export function isReducible({ args, isPaged }: PricedField): boolean {
  return isPaged || rangeOf(args) !== null || Object.values(args).some(Array.isArray);
}

/** The times of a range, in milliseconds since the epoch; null if the field has none. */
export function rangeOf({ from, to }: Arguments): TimeRange | null {
  return typeof from === 'number' && typeof to === 'number' && from < to ? { from, to } : null;
}

function pageLength({ first }: Arguments): number {
  return typeof first === 'number' ? first : DEFAULT_PAGE;
}

/** The largest count up to `most` that fits, assuming that every smaller one does; null if not even 1 fits. */
function largest(most: number, fits: (count: number) => boolean): number | null {
  if (most < 1 || !fits(1)) return null;
  let low = 1;
  let high = most;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
