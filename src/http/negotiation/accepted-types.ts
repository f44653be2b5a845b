import { LRUCache } from 'lru-cache';

/** A range of media types, such as `text/*`, in lower case and without parameters. */
interface MediaRange {
  readonly type: string;
  /** From 0 to 1; 0 if it isn't acceptable. */
  readonly weight: number;
}

/** The number of headers whose parsed form is cached: most clients send one of a few headers. */
const MAX_CACHED = 64;
const cache = new LRUCache<string, readonly MediaRange[]>({ max: MAX_CACHED });

/** The weight of a media type in an `Accept` header, from 0 (not acceptable) to 1 (RFC 9110, 12.5.1). */
export function weightOf(type: string, accept: string): number {
  const ranges = rangesOf(accept);
  const group = `${type.slice(0, type.indexOf('/'))}/*`;
  for (const range of [type, group, '*/*']) {
    const weights = ranges.filter((each) => each.type === range).map(({ weight }) => weight);
    if (weights.length > 0) return Math.max(...weights);
  }
  return 0;
}

/** The type with the highest weight; of several, the one that the header names first, else the first one. */
export function preferredType<T extends string>(types: readonly [T, ...T[]], accept: string): T {
  const named = rangesOf(accept).map(({ type }) => type);
  const place = (type: T) => (isNamed(type, accept) ? named.indexOf(type) : named.length);
  return types.reduce((best, type) => {
    const difference = weightOf(type, accept) - weightOf(best, accept);
    return difference > 0 || (difference === 0 && place(type) < place(best)) ? type : best;
  });
}

/** Whether a type is accepted by its name, not by a wildcard. */
export function isNamed(type: string, accept: string): boolean {
  return rangesOf(accept).some((range) => range.type === type && range.weight > 0);
}

/** The header in a normal form: types in lower case with only their weights. Empty if no range in it is readable. */
export function withoutParameters(accept: string): string {
  const texts = rangesOf(accept).map(({ type, weight }) => (weight === 1 ? type : `${type};q=${weight}`));
  return texts.join(', ');
}

function rangesOf(accept: string): readonly MediaRange[] {
  const known = cache.get(accept);
  if (known !== undefined) return known;
  const ranges = accept.replace(QUOTED, withoutSeparators).split(',').flatMap(mediaRange);
  cache.set(accept, ranges);
  return ranges;
}

const RANGE = /^[^\s/]+\/[^\s/]+$/;
const WEIGHT = /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/;

/** The media range of a text; empty if the text isn't one. An unreadable weight counts as 1. */
function mediaRange(text: string): readonly MediaRange[] {
  const [name = '', ...parameters] = text
    .toLowerCase()
    .split(';')
    .map((part) => part.trim());
  if (!RANGE.test(name)) return [];
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
  return [{ type: name, weight: weight !== undefined && WEIGHT.test(weight) ? Number(weight) : 1 }];
}

/** A quoted string (RFC 9110, 5.6.4), whose separators don't separate; only parameters that don't matter need one. */
const QUOTED = /"(?:\\.|[^"\\])*"?/gs;

function withoutSeparators(quoted: string): string {
  return quoted.replace(/[,;]/g, '');
}
