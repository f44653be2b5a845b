import { ValidateIf } from 'class-validator';
import { parseArchiveAddress } from './archive-address.js';
import { ArchiveAddress, CalendarDate, WholeNumber } from './document/setting-rules.js';
import type { ArchiveSettings } from './settings.js';

/** Where past calls are archived and how fast, as an operator writes it. */
export class ArchiveSection {
  @ValidateIf((archive: ArchiveSection) => archive.url !== undefined)
  @ArchiveAddress()
  url: string | undefined = undefined;

  @ValidateIf((archive: ArchiveSection) => archive.since !== undefined)
  @CalendarDate()
  since: string | undefined = undefined;

  @WholeNumber('requests', 1, 100_000) requestsPerMinute: number | string = 30;

  @ValidateIf((archive: ArchiveSection) => archive.keepDays !== undefined)
  @WholeNumber('days', 31, 36_500)
  keepDays: number | string | undefined = undefined;
}

/** What a section means that has been read without a problem; null without an archive. */
export function archiveOf({
  url,
  since,
  requestsPerMinute,
  keepDays,
}: ArchiveSection): ArchiveSettings | null {
  const engine = url === undefined ? null : parseArchiveAddress(url);
  return (
    engine && {
      engine,
      since: since ?? null,
      requestsPerMinute: Number(requestsPerMinute),
      keepDays: keepDays === undefined ? null : Number(keepDays),
    }
  );
}
