import { Agent, request } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { localDate } from './local-time.mjs';

/*
 * The providers' requests. PROVIDERS_URL is the sandbox's address; the credentials are its made ones.
 */

const { PROVIDERS_URL } = process.env;
const PAGE = 1000;
const agent = new Agent({ keepAlive: true });

/** Where GetExtensions, RingMe's client and ccrm's two resources are, and what opens them. */
export const endpoints = {
  voicenter: `${PROVIDERS_URL}/voicenter/Comet/api/GetExtensions`,
  voicenterBody: { code: 'sandbox-voicenter-code', showAll: true },
  ringme: `${PROVIDERS_URL}/ringme/api/ver1.0/client/@me/client/`,
  ringmeHeaders: { authorization: 'Bearer sandbox-ringme-token', 'accept-encoding': 'gzip' },
  ccrm: `${PROVIDERS_URL}/ccrm/publicApi`,
  ccrmHeaders: { authorization: 'Bearer sandbox-ccrm-token' },
};

/** The path and query of a page of the call history between two instants. */
export function historyPath(from, to, page) {
  const dates = `dateFrom=${encodeURIComponent(localDate(from))}&dateTo=${encodeURIComponent(localDate(to))}`;
  return `callHistory?${dates}&page=${page}`;
}

/** The path and query of a call's notes. */
export function notesPath(uuid) {
  return `notes?callHistory=${uuid}`;
}

/** Every record of a range; `getPage` answers page n as the provider sends it. */
export async function wholeRange(getPage) {
  const { data, otherData } = await getPage(1);
  const others = Array.from({ length: Math.ceil(otherData.totalCount / PAGE) - 1 }, (_, index) =>
    getPage(index + 2),
  );
  return [data, ...(await Promise.all(others)).map((page) => page.data)].flat();
}

/** GetExtensions' answer. */
export function getExtensions() {
  const body = JSON.stringify(endpoints.voicenterBody);
  return json(endpoints.voicenter, { method: 'POST', headers: { 'content-type': 'application/json' } }, body);
}

/** RingMe's answer. */
export function getClient() {
  return json(endpoints.ringme, { headers: endpoints.ringmeHeaders });
}

/** ccrm's answer for a path and query. */
export function getCcrm(path) {
  return json(`${endpoints.ccrm}/${path}`, { headers: endpoints.ccrmHeaders });
}

/** Node's own client: fetch takes several times its CPU. */
function json(url, options, body) {
  return new Promise((resolve, reject) => {
    const sent = request(url, { agent, ...options }, (response) => {
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const bytes = Buffer.concat(chunks);
        if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`));
        else resolve(JSON.parse(response.headers['content-encoding'] === 'gzip' ? gunzipSync(bytes) : bytes));
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}
