import { measuredQuestions } from '../harness/measured-questions.ts';
import { handWritten, meshCached } from '../harness/peers.ts';
import { contestOf, sideBySide } from '../harness/side-by-side.ts';
import { writeSpread } from '../harness/statistics.ts';
import { NAME, switchboard } from '../harness/switchboard.ts';
import { contestTable, type Report, type Row, type Table } from '../harness/table.ts';

const LEAST_SPEED = 0.9;

/** The same question again while all that it read is fresh. */
export async function again(): Promise<Report> {
  const tables: Table[] = [];
  const rows: Row[] = [];
  for (const measured of await measuredQuestions()) {
    const { title, question, now, range } = measured;
    const contests = await sideBySide(
      { question, questions: [question], now },
      ({ folder, providers: { url } }) => [
        handWritten(url, range),
        switchboard(folder, url, 'data and responses'),
        meshCached(url),
      ],
    );
    tables.push(contestTable(title, contests));
    const { speedRatio } = contestOf(contests, NAME);
    rows.push({
      measure: `${title}: answers/s ÷ hand-written`,
      result: writeSpread(speedRatio),
      goal: `≥ ${LEAST_SPEED}`,
      met: speedRatio.median >= LEAST_SPEED,
    });
  }
  return { script: 'bench:again', title: 'the same question from the response cache', tables, rows };
}
