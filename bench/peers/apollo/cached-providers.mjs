import { RESTDataSource } from '@apollo/datasource-rest';
import { endpoints, historyPath, notesPath, wholeRange } from '../providers/requests.mjs';

const SECONDS_KEPT = 3600;

/** The providers by RESTDataSource, answers kept in the server's cache for an hour. */
export class CachedProviders extends RESTDataSource {
  /** GetExtensions takes GET as well, which is what RESTDataSource keeps. */
  extensions() {
    const { code, showAll } = endpoints.voicenterBody;
    return this.get(endpoints.voicenter, { params: { code, showAll: String(showAll) } });
  }

  client() {
    return this.get(endpoints.ringme, { headers: endpoints.ringmeHeaders });
  }

  /** Every record of the range. */
  callHistory(from, to) {
    return wholeRange((page) => this.#ccrm(historyPath(from, to, page)));
  }

  notes(uuid) {
    return this.#ccrm(notesPath(uuid));
  }

  #ccrm(path) {
    return this.get(`${endpoints.ccrm}/${path}`, { headers: endpoints.ccrmHeaders });
  }

  cacheOptionsFor() {
    return { ttl: SECONDS_KEPT };
  }
}
