import { live } from '../providers/live.mjs';

/**
 * All that an answer is made of, in two hops: the calls, extensions and client, then the notes of the calls that have
 * some. Asked as `live` is, it answers without promises.
 */
export async function readAhead(from, to, first) {
  const providers = live();
  const [page, directory, client] = await Promise.all([
    providers.page(from, to, first),
    providers.directory(),
    providers.client(),
  ]);
  const noted = page.nodes.filter(({ hasNotes }) => hasNotes);
  const notes = new Map(
    await Promise.all(noted.map(async ({ uuid }) => [uuid, await providers.notes(uuid)])),
  );
  return {
    page: () => page,
    notes: (uuid) => notes.get(uuid),
    extension: (number) => directory.find(number),
    client: () => client,
  };
}
