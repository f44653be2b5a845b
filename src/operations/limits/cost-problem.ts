import type { LimitSettings } from '../../config/settings.js';
import { LimitError } from '../../domain/operation/limit-error.js';
import { PROVIDERS } from '../../domain/upstream/upstream-error.js';
import type { Estimate } from '../../graph/cost/estimate.js';
import type { EstimateInput, EstimateOperation } from './operation-cost.js';
import { isReducible, rangeOf, remediesAt, type PricedField, type Remedy } from './remedies.js';

/** Maximum fields and list items of an operation that is estimated repeatedly to find arguments within the limits. */
const MAX_WORK = 2000;
/** Maximum characters that an error quotes from the end of a field's path, which contains the caller's aliases. */
const MAX_QUOTED = 100;

/** The exceeded limit and the field that contributes most. */
interface Excess {
  readonly message: string;
  readonly limit: Readonly<Record<string, unknown>>;
  /** The path of the most expensive field. */
  readonly dearest: string;
  /** Whether the requests are for reading the calls of a range. */
  readonly isOfRange?: boolean;
}

/**
 * The error, in words and numbers, of an operation whose estimate exceeds the limits; null if it is within them. It
 * states the estimate, the most expensive field, and changes to its arguments that would suffice.
 */
export function costProblem(
  estimate: EstimateOperation,
  input: EstimateInput,
  estimated: Estimate,
  limits: Pick<LimitSettings, 'requests' | 'values'>,
): LimitError | null {
  const isAllowed = ({ requests, values }: Estimate) =>
    Math.max(...Object.values(requests)) <= limits.requests && values <= limits.values;
  if (isAllowed(estimated)) return null;

  const { fields, values, work } = anatomyOf(estimate, input);
  const {
    message,
    limit,
    dearest,
    isOfRange = false,
  } = tooManyRequests(estimated, limits, fields) ?? tooManyValues(estimated, limits, fields, values);
  const fits = (argumentsAt: Parameters<EstimateOperation>[1]) => {
    const changed = estimate(input, argumentsAt);
    return changed !== null && isAllowed(changed);
  };
  let remedies: readonly Remedy[] = [];
  for (const field of ownersOf(dearest, fields)) {
    if (remedies.length === 0 && work <= MAX_WORK) remedies = remediesAt(field, fits);
  }
  const advice =
    remedies.length === 0 ? LESS : `To stay within the limit, use ${remedies.map(inWords).join(', or ')}.`;
  const affordable = remedies.map((remedy) => ({ ...remedy, field: quoted(remedy.field) }));
  const isArchived = input.workspaces.values().some(({ calls }) => calls?.archived !== undefined);
  const texts = [message, advice, ...(isOfRange && !isArchived ? [ARCHIVE] : [])];
  return new LimitError(texts.join(' '), { limit, affordable });
}

const LESS = 'Request less, or split the operation into several.';
const ARCHIVE = 'With an archive (`archive.url` in the settings), past calls cost no requests.';

function tooManyRequests(
  { requests, parts }: Estimate,
  limits: Pick<LimitSettings, 'requests'>,
  fields: ReadonlyMap<string, PricedField>,
): Excess | null {
  const measured = Math.max(...Object.values(requests));
  if (measured <= limits.requests) return null;
  const provider = PROVIDERS.findLast((name) => requests[name] === measured) ?? PROVIDERS[0];
  const counts = PROVIDERS.map(
    (name, index) => `${requests[name]} ${index === 0 ? 'requests ' : ''}to ${name}`,
  );
  const own = parts.filter((part) => part.provider === provider);
  const dear = own.reduce((most, part) => (part.requests > most.requests ? part : most), NO_PART);
  const owner = ownersOf(dear.path, fields)[0];
  const range = rangeOf(owner?.args ?? {});
  const isOfRange = range !== null && (owner?.path === dear.path || dear.path.endsWith('.totalCount'));
  const reading = isOfRange ? `, to read the calls of ${lengthOf((range.to - range.from) / 1000)}` : '';
  return {
    message:
      `The operation may send ${LIST.format(counts)}; the limit is ${limits.requests} for each. ` +
      `Most are for \`${quoted(dear.path)}\`: ${dear.requests} to ${provider}${reading}.`,
    limit: {
      name: 'requests',
      allowed: limits.requests,
      measured,
      provider,
      field: quoted(dear.path),
      fieldRequests: dear.requests,
    },
    dearest: dear.path,
    isOfRange,
  };
}

const LIST = new Intl.ListFormat('en-GB');
const NO_PART = { path: '', requests: 0 };

function tooManyValues(
  { values: measured }: Estimate,
  limits: Pick<LimitSettings, 'values'>,
  fields: ReadonlyMap<string, PricedField>,
  valuesAt: ReadonlyMap<string, number>,
): Excess {
  const byOwner = new Map<string, number>();
  for (const [path, values] of valuesAt) {
    const owner = ownersOf(path, fields)[0]?.path ?? path;
    byOwner.set(owner, (byOwner.get(owner) ?? 0) + values);
  }
  const [dearest, values] = [...byOwner].reduce(
    (most, entry) => (entry[1] > most[1] ? entry : most),
    ['', 0],
  );
  const fieldValues = Math.ceil(values);
  return {
    message:
      `The response may have ${measured} values; the limit is ${limits.values}. ` +
      `Most are for \`${quoted(dearest)}\`: ${fieldValues}.`,
    limit: { name: 'values', allowed: limits.values, measured, field: quoted(dearest), fieldValues },
    dearest,
  };
}

/** The fields at or around a path whose arguments can be reduced, the innermost first. */
function ownersOf(path: string, fields: ReadonlyMap<string, PricedField>): readonly PricedField[] {
  const names = path.split('.');
  return names.flatMap((_, index) => {
    const field = fields.get(names.slice(0, names.length - index).join('.'));
    return field !== undefined && isReducible(field) ? [field] : [];
  });
}

/** The fields of an operation that have a price, the number of values of each field, and the steps to compute them. */
function anatomyOf(estimate: EstimateOperation, input: EstimateInput) {
  const fields = new Map<string, PricedField>();
  const values = new Map<string, number>();
  let work = 0;
  estimate(
    input,
    (path, args, definition) => {
      fields.set(path, { path, args, isPaged: definition.args.some(({ name }) => name === 'first') });
      for (const value of Object.values(args)) if (Array.isArray(value)) work += value.length;
      return args;
    },
    (path, count) => {
      work += 1;
      values.set(path, (values.get(path) ?? 0) + count);
    },
  );
  return { fields, values, work };
}

function inWords(remedy: Remedy): string {
  const at = `at \`${quoted(remedy.field)}\``;
  switch (remedy.change) {
    case 'FEWER_PER_PAGE':
      return `\`first: ${remedy.first}\` ${at}`;
    case 'SHORTER_RANGE':
      return `a range of at most ${lengthOf(remedy.seconds)} ${at}`;
    case 'NO_FILTER':
      return `no filter ${at}`;
    case 'SHORTER_LIST':
      return `at most ${remedy.items} of \`${remedy.argument}\` ${at}`;
  }
}

/** A length of time in whole days, or hours if it is less than two days. */
function lengthOf(seconds: number): string {
  const hours = Math.max(1, Math.floor(seconds / 3600));
  if (hours < 48) return hours === 1 ? 'an hour' : `${hours} hours`;
  return `${Math.floor(hours / 24)} days`;
}

function quoted(path: string): string {
  return path.length <= MAX_QUOTED ? path : `…${path.slice(-MAX_QUOTED)}`;
}
