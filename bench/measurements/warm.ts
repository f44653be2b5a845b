import { measuredQuestions } from '../harness/measured-questions.ts';
import { apollo, handWritten, mercurius, mesh, PEER_NAMES } from '../harness/peers.ts';
import { contestOf, sideBySide } from '../harness/side-by-side.ts';
import { writeSpread } from '../harness/statistics.ts';
import { NAME, switchboard } from '../harness/switchboard.ts';
import { contestTable, type Report, type Row, type Table } from '../harness/table.ts';

const LEAST_SPEED = 0.7;
const MAX_CPU = 1.6;

/** Each question executed anew each time, what the providers said fresh in memory. */
export async function warm(): Promise<Report> {
  const tables: Table[] = [];
  const rows: Row[] = [];
  for (const measured of await measuredQuestions()) {
    const { title, sameCalls, range } = measured;
    const contests = await sideBySide(
      { ...measured, questions: sameCalls },
      ({ folder, providers: { url } }) => [
        handWritten(url, range),
        switchboard(folder, url, 'data'),
        mercurius(url, range),
        apollo(url, range),
        mesh(url),
      ],
    );
    tables.push(contestTable(title, contests));
    const own = contestOf(contests, NAME);
    const closest = contestOf(contests, PEER_NAMES.mercurius);
    rows.push(
      {
        measure: `${title}: answers/s ÷ hand-written`,
        result: writeSpread(own.speedRatio),
        goal: `≥ ${LEAST_SPEED}`,
        met: own.speedRatio.median >= LEAST_SPEED,
      },
      {
        measure: `${title}: CPU per answer ÷ hand-written`,
        result: writeSpread(own.cpuRatio),
        goal: `≤ ${MAX_CPU}`,
        met: own.cpuRatio.median <= MAX_CPU,
      },
      {
        measure: `${title}: answers/s ÷ Mercurius with JIT`,
        result: (own.perSecond.median / closest.perSecond.median).toFixed(2),
        goal: '> 1',
        met: own.perSecond.median > closest.perSecond.median,
      },
    );
  }
  return { script: 'bench:warm', title: 'executed anew, providers’ data in memory', tables, rows };
}
