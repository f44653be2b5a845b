import type { WireCall } from '../wire.js';

type Form = (code: string, national: string) => string;

/** Other forms of a number such as `+48 600 000 123`, by the end of the record's uuid. */
const FORMS: ReadonlyMap<string, Form> = new Map<string, Form>([
  ['f0', (code, national) => `(${code}) ${national}`],
  ['f1', (code, national) => `00${code.slice(1)} ${national}`],
  ['f2', (code, national) => `\u200e${code} ${national}`],
  ['f3', (code, national) => `${code} ${national} wew. 12`],
  ['f4', (_, national) => national],
]);
/** Replacements for an unknown caller's number, by the end of the record's uuid. */
const WITHHELD: ReadonlyMap<string, string> = new Map([
  ['f5', 'anonymous'],
  ['f6', 'Zastrzeżony'],
  ['f7', ''],
]);

/** The call with its external number in another form, or withheld, wherever it occurs; mostly unchanged. */
export function withOddNumber(call: WireCall): WireCall {
  const { externalNumber } = call;
  if (!isRecord(externalNumber) || typeof externalNumber['numberFormatted'] !== 'string') return call;
  const shown = externalNumber['numberFormatted'];
  const end = call.uuid.slice(-2);
  const [, code, national] = /^(\+\d+) (.+)$/.exec(shown) ?? [];
  if (code === undefined || national === undefined) return call;
  const isUnknownCaller = externalNumber['type'] === 'unknown' && /^in$/i.test(String(call['callDirection']));
  const withheld = isUnknownCaller ? WITHHELD.get(end) : undefined;
  const number = withheld ?? FORMS.get(end)?.(code, national) ?? shown;
  if (number === shown) return call;
  const bare = withheld === undefined ? {} : { numberNotFormatted: '' };
  const party = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(party);
    return isRecord(value) && value['number'] === shown ? { ...value, number, ...bare } : value;
  };
  return {
    ...call,
    from: party(call['from']),
    to: party(call['to']),
    externalNumber: { ...externalNumber, numberFormatted: number, ...bare },
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
