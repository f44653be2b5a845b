import {
  getCcrm,
  getClient,
  getExtensions,
  historyPath,
  notesPath,
  wholeRange,
} from '../providers/requests.mjs';

/** The providers by plain fetch, asked anew each time. */
export class FetchedProviders {
  extensions() {
    return getExtensions();
  }

  client() {
    return getClient();
  }

  /** Every record of the range. */
  callHistory(from, to) {
    return wholeRange((page) => getCcrm(historyPath(from, to, page)));
  }

  notes(uuid) {
    return getCcrm(notesPath(uuid));
  }
}
