import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';

/** What went wrong, once for each kind, in words for a person. */
export interface Problem {
  readonly key: string;
  readonly text: string;
}

const PROVIDERS: Readonly<Record<string, string>> = {
  voicenter: 'Voicenter (extensions)',
  ringme: 'RingMe (settings)',
  ccrm: 'ccrm.pl (calls and notes)',
};

/** What is missing where a provider fails. */
const MISSING: Readonly<Record<string, string>> = {
  voicenter: 'Extensions and their names are missing here.',
  ringme: 'The settings are missing here.',
  ccrm: 'Calls or notes are missing here.',
};

/** A provider's name for a person, with what comes from there. */
export function providerName(provider: string): string {
  return PROVIDERS[provider] ?? provider;
}

/** The time that can be searched already, of an operation that an incomplete archive couldn't answer; else null. */
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

/** Whether a field that is null, by its path such as `node.extension`, may have a value that the operation couldn't get. */
export function mayBeMissing(error: Error | undefined, path: string): boolean {
  if (!CombinedGraphQLErrors.is(error)) return error !== undefined;
  return error.errors.some(({ path: failed }) => failed?.join('.') === path);
}

/** The problems of an operation's error: many fields that failed for one reason are one problem. */
export function problemsOf(error: Error | undefined): readonly Problem[] {
  if (error === undefined) return [];
  if (CombinedGraphQLErrors.is(error)) {
    const problems = error.errors.map(({ message, extensions }) => problemOf(message, extensions ?? {}));
    return [...new Map(problems.map((problem) => [problem.key, problem])).values()];
  }
  if (ServerError.is(error) && error.statusCode === 503) {
    return [{ key: 'overload', text: 'Switchboard has too much to do. Try again in a moment.' }];
  }
  return [{ key: 'network', text: 'Switchboard can’t be reached. Is it running, and are you online?' }];
}

function problemOf(message: string, extensions: Readonly<Record<string, unknown>>): Problem {
  const code = typeof extensions['code'] === 'string' ? extensions['code'] : '';
  const name = typeof extensions['provider'] === 'string' ? extensions['provider'] : '';
  const provider = providerName(name);
  const text = textOf(code, provider, message, extensions['applied']);
  const isMissing = code.startsWith('UPSTREAM_') && MISSING[name] !== undefined;
  return { key: `${code} ${provider}`, text: isMissing ? `${text} ${MISSING[name]}` : text };
}

function textOf(code: string, provider: string, message: string, applied: unknown): string {
  switch (code) {
    case 'UPSTREAM_UNAVAILABLE':
      return `${provider} is down.`;
    case 'UPSTREAM_TIMEOUT':
      return `${provider} didn’t answer in time.`;
    case 'UPSTREAM_RATE_LIMITED':
      return `${provider} takes no more requests for now. Try again in a moment.`;
    case 'UPSTREAM_UNAUTHORIZED':
      return `${provider} refuses Switchboard’s credentials. Whoever runs it must mend that.`;
    case 'UPSTREAM_BAD_RESPONSE':
      return `${provider} answered with something that can’t be read.`;
    case 'FORBIDDEN':
      return 'Some of this isn’t for you to see: your key lacks the scope.';
    case 'UNAUTHENTICATED':
      return 'Switchboard wants to know who you are: it needs a key.';
    case 'RATE_LIMITED':
      return 'You sent too many requests. Try again in a moment.';
    case 'BAD_USER_INPUT':
      return `That can’t be asked for: ${message}`;
    case 'CALL_NOT_LOCATED':
      return 'This call can’t be found by its uuid alone. Look for it on the day when it was.';
    case 'ARCHIVE_REQUIRED':
      return 'Notes can’t be searched here: this Switchboard has no archive. Whoever runs it can set one up.';
    case 'ARCHIVE_INCOMPLETE':
      return 'Not all of this time is archived yet, so a search could miss notes. Try again later.';
    case 'SERVICE_UNAVAILABLE':
      return 'Switchboard can’t give that at the moment. Try again in a moment.';
    case 'OUTCOME_UNKNOWN':
      return outcomeOf(applied, provider);
    default:
      return 'Something went wrong in Switchboard. Try again; its log knows more.';
  }
}

function outcomeOf(applied: unknown, provider: string): string {
  const broken = `${provider} broke off while it was told.`;
  if (applied === true) return `${broken} A look afterwards found the new values: they are saved.`;
  if (applied === false) return `${broken} A look afterwards found the old values: nothing is saved.`;
  return `${broken} Nobody can say whether the change was made: reload before you try again.`;
}
