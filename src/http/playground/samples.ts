import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A tab that the playground opens with. */
export interface Sample {
  readonly query: string;
  /** How many days up to now the variables `from` and `to` span; the page fills them in as it opens. */
  readonly days: number;
  /** The other variables. */
  readonly variables: Readonly<Record<string, unknown>>;
}

const SAMPLES: readonly (Omit<Sample, 'query'> & { readonly document: string })[] = [
  { document: 'main-query', days: 1, variables: {} },
  { document: 'calls-page', days: 7, variables: { first: 20, after: null } },
  { document: 'extension-calls', days: 7, variables: { speedDial: '107' } },
  { document: 'update-client', days: 0, variables: { input: { diskSpaceNotifyThreshold: 80 } } },
  { document: 'new-calls', days: 0, variables: {} },
];

/** The playground's tabs from left to right, with the documents of the folder (`schema/operations`). */
export async function readSamples(folder: string): Promise<readonly Sample[]> {
  return Promise.all(
    SAMPLES.map(async ({ document, days, variables }) => ({
      query: await readFile(join(folder, `${document}.graphql`), 'utf8'),
      days,
      variables,
    })),
  );
}
