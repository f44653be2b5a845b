import { decodeCall, decodeClient, decodeExtension, decodeNotes, Directory } from './decode.mjs';
import { newestWithin } from './call-range.mjs';
import { getCcrm, getClient, getExtensions, historyPath, notesPath, wholeRange } from './requests.mjs';

/**
 * Everything of the range between the instants MEMORY_FROM and MEMORY_TO, decoded: calls newest first, each
 * with its notes, and every agent with the extension.
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
  return {
    calls,
    notes,
    directory: new Directory(EXTENSIONS.map(decodeExtension)),
    client: decodeClient(client),
  };
}
