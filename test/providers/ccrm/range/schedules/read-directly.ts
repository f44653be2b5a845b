import type { HttpClient } from '../../../../../src/upstream/http/http-client.js';
import { aScope } from '../../../../support/a-scope.js';
import { aCallSource } from '../../a-ccrm.js';
import { type Outcome, readSchedule } from './read-schedule.js';
import type { Schedule } from './schedule.js';
import { ScheduledProvider } from './scheduled-provider.js';

/** An HTTP client that calls the provider without a network. */
function directly(provider: ScheduledProvider): HttpClient {
  const client: HttpClient = {
    send: ({ url }) =>
      Promise.resolve({ status: 200, headers: {}, body: provider.answer(url.searchParams), isEmpty: false }),
    forAccount: () => client,
    forgetLimit: () => undefined,
    close: () => undefined,
  };
  return client;
}

/** Walks and counts the range of a schedule without a network. */
export async function readDirectly(schedule: Schedule): Promise<Outcome> {
  const provider = new ScheduledProvider(schedule);
  const settings = { url: new URL('http://127.0.0.1/publicApi'), token: 'key', timezone: 'Europe/Warsaw' };
  const source = aCallSource(directly(provider), settings);
  return readSchedule(schedule, provider, source.openHistory(aScope()));
}
