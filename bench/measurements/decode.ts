import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { messageOf } from '../harness/message.ts';
import { setStage } from '../harness/stage.ts';
import { spreadOf, writeSpread } from '../harness/statistics.ts';
import type { Report } from '../harness/table.ts';
import { fieldsOf, listOf, numberOf } from '../harness/values.ts';

const DECODING = fileURLToPath(new URL('../harness/decoding.mjs', import.meta.url));
const MAX_RATIO = 3;

/** Reading a page of 1,000 records as calls, against JSON.parse of the same bytes. */
export async function decode(): Promise<Report> {
  await using stage = await setStage();
  const query = 'dateFrom=2020-01-01%2000:00:00&dateTo=2099-01-01%2000:00:00&page=1';
  const response = await fetch(`${stage.providers.url}/ccrm/publicApi/callHistory?${query}`, {
    headers: { authorization: 'Bearer sandbox-ccrm-token' },
  });
  const page = await response.text();
  const child = fork(DECODING, { env: { BUILT: stage.folder } });
  child.send(page);
  const times = fieldsOf(await messageOf(child));
  child.kill('SIGKILL');

  const parsedMs = listOf(times['parsedMs'], numberOf);
  const decodedMs = listOf(times['decodedMs'], numberOf);
  const ratio = spreadOf(decodedMs.map((decoded, index) => decoded / (parsedMs[index] ?? NaN)));
  return {
    script: 'bench:decode',
    title: 'a page of the call history',
    rows: [
      {
        measure: `${numberOf(times['records'])} records decoded ÷ JSON.parse`,
        result: writeSpread(ratio),
        goal: `≤ ${MAX_RATIO}`,
        met: ratio.median <= MAX_RATIO,
      },
      { measure: 'ms decoded', result: writeSpread(spreadOf(decodedMs)), goal: '', met: null },
      { measure: 'ms parsed', result: writeSpread(spreadOf(parsedMs)), goal: '', met: null },
    ],
  };
}
