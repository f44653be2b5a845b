import { WRITABLE_FIELDS, type SandboxBehaviour } from './behaviour.js';
import { isObject } from './http/json.js';
import { PROVIDERS, ROUTES } from './request-log.js';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';
const isFlag: Check = (value) => typeof value === 'boolean';
const isTrue: Check = (value) => value === true;
const isCount: Check = (value) => typeof value === 'number' && Number.isInteger(value) && value >= 0;
const isStatus: Check = (value) => isCount(value) && Number(value) >= 200 && Number(value) <= 599;
const isOneOf =
  (values: readonly string[]): Check =>
  (value) =>
    values.some((allowed) => allowed === value);
const isMapOf =
  (keys: Check, values: Check): Check =>
  (value) =>
    isObject(value) && Object.entries(value).every(([key, member]) => keys(key) && values(member));
const isListOf =
  (elements: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(elements);
const isPageSize: Check = (value) => isCount(value) && Number(value) > 0;
const isLifetime: Check = (value) => value === null || isCount(value);

const EFFECTS: readonly Readonly<Record<string, Check>>[] = [
  { status: isStatus, body: () => true, headers: isMapOf(isText, isText) },
  { rawBody: isText, contentType: isText },
  { redirect: isText },
  { hang: isTrue },
  { reset: isTrue },
  { truncate: isTrue },
  { stall: isTrue },
];

const LIMITED_PARTS: readonly string[] = [...PROVIDERS, 'token'];

const TARGET: Readonly<Record<string, Check>> = {
  provider: isOneOf(PROVIDERS),
  route: isOneOf(ROUTES),
  query: isMapOf(isText, isText),
  skip: isCount,
  times: isCount,
};

const SETTINGS: Readonly<Record<keyof SandboxBehaviour, Check>> = {
  latencyMs: isMapOf(isOneOf(ROUTES), isCount),
  faults: isListOf(isFault),
  callHistoryOrder: isOneOf(['newest-first', 'oldest-first', 'unsorted']),
  bounds: isOneOf(['inclusive', 'exclusive', 'half-open']),
  ccrmTokens: isListOf(isText),
  ringmeTokens: isListOf(isText),
  ringmeApps: isMapOf(isText, isText),
  pageSize: isPageSize,
  tokenLifetime: isLifetime,
  emptyRoot: isFlag,
  writableFields: isListOf(isOneOf(WRITABLE_FIELDS)),
  ringmeQuota: isCount,
  requestsPerSecond: isMapOf(isOneOf(LIMITED_PARTS), isCount),
  requestsPerMinute: isMapOf(isOneOf(LIMITED_PARTS), isCount),
  concurrentRequests: isMapOf(isOneOf(LIMITED_PARTS), isCount),
};

/** The settings that a JSON body changes, or the first name in it that is unknown or whose value has the wrong type. */
export function behaviourPatch(
  body: unknown,
): { readonly changes: Readonly<Record<string, unknown>> } | { readonly wrong: string } {
  if (!isObject(body)) return { wrong: 'the body' };
  const wrong = Object.entries(body).find(([name, value]) => !isSetting(name) || !SETTINGS[name](value));
  return wrong === undefined ? { changes: body } : { wrong: wrong[0] };
}

function isSetting(name: string): name is keyof SandboxBehaviour {
  return Object.hasOwn(SETTINGS, name);
}

function isFault(value: unknown): boolean {
  if (!isObject(value)) return false;
  return EFFECTS.some((effect) => {
    const [kind = ''] = Object.keys(effect);
    const known = { ...TARGET, ...effect };
    return (
      kind in value &&
      Object.entries(value).every(
        ([name, member]) => Object.hasOwn(known, name) && known[name]?.(member) === true,
      )
    );
  });
}
