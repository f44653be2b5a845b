import { newestWithin } from './call-range.mjs';
import { decodeCall, decodeClient, decodeExtension, decodeNotes, Directory } from './decode.mjs';
import { getCcrm, getClient, getExtensions, historyPath, notesPath, wholeRange } from './requests.mjs';

/** The providers for one request: each answers a promise, and the extensions and the client are asked for once. */
export function live() {
  let directory = null;
  let client = null;

  return {
    /** The newest calls between two instants, and how many there are. */
    async page(from, to, first) {
      const found = newestWithin(await wholeRange((page) => getCcrm(historyPath(from, to, page))), from, to);
      return { totalCount: found.length, nodes: found.slice(0, first).map(decodeCall) };
    },
    async notes(uuid) {
      return decodeNotes((await getCcrm(notesPath(uuid))).data);
    },
    /** The extensions by their numbers. */
    directory() {
      directory ??= getExtensions().then(({ EXTENSIONS }) => new Directory(EXTENSIONS.map(decodeExtension)));
      return directory;
    },
    async extension(number) {
      return (await this.directory()).find(number);
    },
    client() {
      client ??= getClient().then(decodeClient);
      return client;
    },
  };
}
