import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** One of the playground's first tabs. */
export interface Sample {
  readonly query: string;
  /**
   * The length in days of the range `from` to `to`, which ends now. The page adds these variables when it opens; 0 if
   * the document has neither.
   */
  readonly days: number;
  /** The other variables. */
  readonly variables: Readonly<Record<string, unknown>>;
}

const SAMPLES: readonly (Omit<Sample, 'query'> & { readonly document: string })[] = [
  { document: 'main-query', days: 1, variables: {} },
  { document: 'calls-page', days: 7, variables: { first: 20, after: null } },
  { document: 'extension-calls', days: 7, variables: { speedDial: '107' } },
  {
    document: 'person-calls',
    days: 0,
    variables: { filter: { phone: '+48 600 000 523' }, first: 20, after: null },
  },
  { document: 'note-search', days: 7, variables: { search: 'router bial', first: 20, after: null } },
  { document: 'year-figures', days: 365, variables: {} },
  { document: 'update-client', days: 0, variables: { input: { diskSpaceNotifyThreshold: 80 } } },
  { document: 'new-calls', days: 0, variables: {} },
];

/** The playground's tabs from left to right; their documents are files of the folder (`schema/operations`). */
export async function readSamples(folder: string): Promise<readonly Sample[]> {
  return Promise.all(
    SAMPLES.map(async ({ document, days, variables }) => ({
      query: await readFile(join(folder, `${document}.graphql`), 'utf8'),
      days,
      variables,
    })),
  );
}
