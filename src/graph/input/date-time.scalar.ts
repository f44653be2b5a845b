import { GraphQLError, GraphQLScalarType, Kind, print, type ValueNode } from 'graphql';
import { LRUCache } from 'lru-cache';

const RFC_3339 = /^(\d{4})-(\d\d)-(\d\d)T([01]\d|2[0-3]):\d\d:\d\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/i;
/** Maximum characters of a text: RFC 3339 doesn't limit the digits of a fraction. */
const MAX_LENGTH = 100;
/** RFC 3339 has years of four digits, also in UTC, in which instants are written. */
const FIRST = Date.parse('0000-01-01T00:00:00Z');
const LAST = Date.parse('9999-12-31T23:59:59.999Z');
const EXPECTED = 'expected an RFC 3339 date and time with an offset, such as "2026-01-31T09:00:00+01:00"';

/** An instant: milliseconds since the epoch internally, RFC 3339 in UTC in responses. */
export const DateTimeScalar = new GraphQLScalarType<number, string>({
  name: 'DateTime',
  description:
    'An instant, as an RFC 3339 date and time. Responses are in UTC, such as `2026-01-31T08:00:00Z`; input requires an offset or `Z`.',
  specifiedByURL: 'https://www.rfc-editor.org/rfc/rfc3339',
  serialize: (value) => {
    if (typeof value !== 'number') throw new TypeError('expected milliseconds since the epoch');
    return textOf(value);
  },
  parseValue(value) {
    const instant = readInstant(value);
    // graphql-js puts the value in front of this message.
    if (instant === null) throw new GraphQLError(EXPECTED);
    return instant;
  },
  parseLiteral(node) {
    const instant = readInstant(node.kind === Kind.STRING ? node.value : null);
    if (instant === null) throw notAnInstant(node);
    return instant;
  },
});

/** Cached calls are returned repeatedly, and formatting their dates is the most expensive part. */
const texts = new LRUCache<number, string>({ max: 20_000 });

function textOf(instant: number): string {
  const known = texts.get(instant);
  if (known !== undefined) return known;
  const text = new Date(instant).toISOString().replace('.000Z', 'Z');
  texts.set(instant, text);
  return text;
}

function notAnInstant(node: ValueNode): GraphQLError {
  return new GraphQLError(`DateTime cannot represent ${print(node)}; ${EXPECTED}`, { nodes: node });
}

/** The instant of a DateTime's text, in milliseconds since the epoch; null for anything else. */
export function readInstant(value: unknown): number | null {
  const match = typeof value === 'string' && value.length <= MAX_LENGTH ? RFC_3339.exec(value) : null;
  const instant = match === null || !isCalendarDate(match) ? NaN : Date.parse(match[0].toUpperCase());
  return instant >= FIRST && instant <= LAST ? instant : null;
}

/** Date.parse reads 31 February as 3 March. */
function isCalendarDate([, year, month, day]: readonly (string | undefined)[]): boolean {
  if (Number(day) <= 28) return true;
  const date = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  return date.getUTCMonth() + 1 === Number(month) && date.getUTCDate() === Number(day);
}
