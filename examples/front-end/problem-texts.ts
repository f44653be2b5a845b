import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';

/** A problem in plain words, once per kind. */
export interface Problem {
  readonly key: string;
  readonly text: string;
}

const PROVIDERS: Readonly<Record<string, string>> = {
  voicenter: 'Voicenter (extensions)',
  ringme: 'RingMe (settings)',
  ccrm: 'ccrm.pl (calls and notes)',
};

/** The data that are missing if a provider fails. */
const MISSING: Readonly<Record<string, string>> = {
  voicenter: 'Extensions and their names are missing here.',
  ringme: 'The settings are missing here.',
  ccrm: 'Calls or notes are missing here.',
};

/** A provider's display name, with its data. */
export function providerName(provider: string): string {
  return PROVIDERS[provider] ?? provider;
}

/**
 * The time that can already be searched, from the error of an operation that an incomplete archive couldn't answer;
 * otherwise null.
 */
export function searchableTime(
  error: Error | undefined,
): { readonly from: string; readonly to: string } | null {
  if (!CombinedGraphQLErrors.is(error)) return null;
  const times = error.errors.map(({ extensions }) => extensions?.['complete']);
  return times.find(isTime) ?? null;
}

function isTime(value: unknown): value is { readonly from: string; readonly to: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'from' in value &&
    typeof value.from === 'string' &&
    'to' in value &&
    typeof value.to === 'string'
  );
}

/** Whether a null field, by its path such as `node.extension`, may have a value that the operation couldn't get. */
export function mayBeMissing(error: Error | undefined, path: string): boolean {
  if (!CombinedGraphQLErrors.is(error)) return error !== undefined;
  return error.errors.some(({ path: failed }) => failed?.join('.') === path);
}

/** The problems in an operation's error. Fields that failed for the same reason are one problem. */
export function problemsOf(error: Error | undefined): readonly Problem[] {
  if (error === undefined) return [];
  if (CombinedGraphQLErrors.is(error)) {
    const problems = error.errors.map(({ message, extensions }) => problemOf(message, extensions ?? {}));
    return [...new Map(problems.map((problem) => [problem.key, problem])).values()];
  }
  if (ServerError.is(error) && error.statusCode === 503) {
    return [{ key: 'overload', text: 'Switchboard is overloaded. Try again in a moment.' }];
  }
  return [{ key: 'network', text: 'Switchboard can’t be reached. Is it running, and are you online?' }];
}

function problemOf(message: string, extensions: Readonly<Record<string, unknown>>): Problem {
  const code = typeof extensions['code'] === 'string' ? extensions['code'] : '';
  const name = typeof extensions['provider'] === 'string' ? extensions['provider'] : '';
  const provider = providerName(name);
  const text = isTooMuch(extensions['limit'])
    ? 'This would take too many requests to the provider, because it isn’t all archived.'
    : textOf(code, provider, message, extensions['applied']);
  const isMissing = code.startsWith('UPSTREAM_') && MISSING[name] !== undefined;
  return { key: `${code} ${provider}`, text: isMissing ? `${text} ${MISSING[name]}` : text };
}

/** Whether an error's limit is that of requests to a provider. */
function isTooMuch(limit: unknown): boolean {
  return typeof limit === 'object' && limit !== null && 'name' in limit && limit.name === 'requests';
}

function textOf(code: string, provider: string, message: string, applied: unknown): string {
  switch (code) {
    case 'UPSTREAM_UNAVAILABLE':
      return `${provider} is down.`;
    case 'UPSTREAM_TIMEOUT':
      return `${provider} didn’t answer in time.`;
    case 'UPSTREAM_RATE_LIMITED':
      return `${provider} accepts no more requests at the moment. Try again shortly.`;
    case 'UPSTREAM_UNAUTHORIZED':
      return `${provider} rejects Switchboard’s credentials. Ask your administrator to fix them.`;
    case 'UPSTREAM_BAD_RESPONSE':
      return `${provider} sent a response that can’t be read.`;
    case 'FORBIDDEN':
      return 'You don’t have access to some of this: your key lacks the scope.';
    case 'UNAUTHENTICATED':
      return 'Switchboard needs an API key.';
    case 'RATE_LIMITED':
      return 'You sent too many requests. Try again in a moment.';
    case 'BAD_USER_INPUT':
      return `Invalid request: ${message}`;
    case 'CALL_NOT_LOCATED':
      return 'This call can’t be found by its uuid alone. Look for it on the day it took place.';
    case 'ARCHIVE_REQUIRED':
      return 'Notes can’t be searched here: this Switchboard has no archive. Your administrator can set one up.';
    case 'ARCHIVE_INCOMPLETE':
      return 'Not all of this time is archived yet, so a search could miss notes. Try again later.';
    case 'SERVICE_UNAVAILABLE':
      return 'Switchboard is unavailable at the moment. Try again shortly.';
    case 'OUTCOME_UNKNOWN':
      return outcomeOf(applied, provider);
    default:
      return 'Something went wrong in Switchboard. Try again; its log has the details.';
  }
}

function outcomeOf(applied: unknown, provider: string): string {
  const broken = `The connection to ${provider} broke off during the change.`;
  if (applied === true) return `${broken} A check afterwards found the new values: they are saved.`;
  if (applied === false) return `${broken} A check afterwards found the old values: nothing is saved.`;
  return `${broken} It is unknown whether the change was made: reload before you try again.`;
}
