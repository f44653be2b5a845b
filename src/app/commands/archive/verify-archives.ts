import { Pacer } from '../../../archive/sync/pacer.js';
import type { CallDifference, Comparison } from '../../../archive/verify/compare-interval.js';
import { type Verification, verifyAccount } from '../../../archive/verify/verify-account.js';
import type { CommandContext } from '../command-context.js';
import { EXIT_FAILURE } from '../command-error.js';
import { counted, timeText } from './report-text.js';
import { type AccountsSettings, withAccounts } from './with-accounts.js';

const EXIT_NOT_COMPARED = 2;
const KINDS = { MISSING: 'missing', EXTRA: 'extra', CHANGED: 'changed' } as const;

/** Prints differences between archives and the providers' current data. Resolves to the exit code. */
export async function verifyArchives(
  settings: AccountsSettings,
  sample: number,
  { logger, now, print, signal }: CommandContext,
): Promise<number> {
  const { requestsPerMinute } = settings.archive;
  const options = { create: false, exitCode: EXIT_NOT_COMPARED, logger, now };
  const verifications = await withAccounts(settings, options, (accounts) =>
    Promise.all(
      accounts.map(async (account) => {
        const { workspace } = account;
        const compared = (comparison: Comparison) => print(comparisonText(workspace, comparison));
        const pacer = new Pacer(requestsPerMinute);
        const verification = await verifyAccount(account, { sample, pacer, now, signal, compared });
        return { workspace, ...verification };
      }),
    ),
  );
  for (const { workspace, ...verification } of verifications) print(summaryText(workspace, verification));
  if (verifications.some((each) => differencesOf(each) > 0)) return EXIT_FAILURE;
  const areCompared = verifications.every(
    ({ notCompared, comparisons: { length } }) => notCompared === 0 && length > 0,
  );
  return areCompared ? 0 : EXIT_NOT_COMPARED;
}

function comparisonText(workspace: string, { start, end, calls, differences }: Comparison): string {
  const verdict = differences.length === 0 ? 'same' : differencesText(differences.length);
  const interval = `${written(start)} to ${written(end)}`;
  const lines = [
    `${workspace}  ${interval}  ${counted(calls, 'call')}  ${verdict}`,
    ...differences.map(differenceText),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function differenceText({ kind, uuid, startedAt, fetchedAt, fields }: CallDifference): string {
  const fetched = fetchedAt === null ? '' : `, fetched ${written(fetchedAt)}`;
  const changed = fields.length === 0 ? '' : `: ${fields.join(', ')}`;
  return `  ${KINDS[kind]} ${uuid}, started ${written(startedAt)}${fetched}${changed}`;
}

function summaryText(workspace: string, verification: Verification): string {
  const { comparisons, notCompared, failure } = verification;
  const calls = comparisons.reduce((sum, each) => sum + each.calls, 0);
  const found = differencesOf(verification);
  const compared = comparisons.length;
  const sentences = [
    compared === 0 && notCompared === 0 && 'There are no archived intervals to compare.',
    compared > 0 &&
      `Compared ${counted(compared, 'interval')} with ${counted(calls, 'call')}: ${differencesText(found)}.`,
    found > 0 &&
      'A difference may be a change since the interval was fetched, which is archived when the interval is next read.',
    notCompared > 0 && `Couldn’t compare ${counted(notCompared, 'interval')}: ${reasonOf(failure)}`,
  ].filter((sentence) => sentence !== false);
  return `${workspace}: ${sentences.join(' ')}\n`;
}

/** null: the command was interrupted. */
function reasonOf(failure: Verification['failure']): string {
  return failure === null ? 'interrupted.' : `${failure.code}. ${failure.message}`;
}

function differencesOf({ comparisons }: Verification): number {
  return comparisons.reduce((sum, { differences }) => sum + differences.length, 0);
}

function differencesText(count: number): string {
  return count === 0 ? 'no differences' : counted(count, 'difference');
}

function written(instant: number): string {
  return timeText(instant) ?? '';
}
