import { newestWithin, within } from './call-range.mjs';
import { decodeCall, decodeClient, decodeExtension, decodeNotes, Directory } from './decode.mjs';
import { getCcrm, getClient, getExtensions, historyPath, notesPath, wholeRange } from './requests.mjs';

/**
 * Everything of the range between the instants MEMORY_FROM and MEMORY_TO, decoded; asked as `live` is, it answers
 * without promises.
 */
export async function readIntoMemory() {
  const from = Date.parse(process.env.MEMORY_FROM);
  const to = Date.parse(process.env.MEMORY_TO);
  const [{ EXTENSIONS }, client, records] = await Promise.all([
    getExtensions(),
    getClient(),
    wholeRange((page) => getCcrm(historyPath(from, to, page))),
  ]);
  const calls = newestWithin(records, from, to).map(decodeCall);
  const notes = new Map();
  for (const { uuid } of calls.filter(({ hasNotes }) => hasNotes)) {
    notes.set(uuid, decodeNotes((await getCcrm(notesPath(uuid))).data));
  }
  const directory = new Directory(EXTENSIONS.map(decodeExtension));
  const decodedClient = decodeClient(client);
  return {
    page(begin, end, first) {
      const found = within(calls, begin, end);
      return { totalCount: found.length, nodes: found.slice(0, first) };
    },
    notes: (uuid) => notes.get(uuid) ?? [],
    extension: (number) => directory.find(number),
    client: () => decodedClient,
  };
}
