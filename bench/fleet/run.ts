/*
 * Measures fleets of workspaces at moments of a day, on two replicas with Redis and PostgreSQL. `--workspaces`: their
 * sizes, separated by commas. If there are several, the last column says how costs grow.
 */
import { parseArgs } from 'node:util';
import { createRandom } from '../../test/support/random.ts';
import { companiesOf } from './companies.ts';
import { measureDay, type MeasuredDay } from './day.ts';
import { exponentOf } from './growth.ts';

const { values } = parseArgs({ options: { workspaces: { type: 'string', default: '1000' } } });
const sizes = values.workspaces.split(',').map(Number);
const days: MeasuredDay[] = [];
for (const size of sizes) {
  const random = createRandom(size);
  days.push(await measureDay(companiesOf(size), () => random.fraction()));
}
for (const name of namesOf(days.map(({ slices }) => slices.map((slice) => slice.name)))) {
  process.stdout.write(`## ${name}\n\n${tableOf(name)}\n`);
}

function tableOf(name: string): string {
  const costs = days.map(({ slices }) => new Map(slices.find((slice) => slice.name === name)?.costs));
  const lines = namesOf(costs.map((each) => [...each.keys()])).map((measure) => {
    const points = sizes.flatMap((size, index) => {
      const cost = costs[index]?.get(measure);
      return cost === undefined ? [] : [[size, cost] as const];
    });
    const figures = costs.map((each) => written(each.get(measure)));
    return [measure, ...figures, exponentOf(points)?.toFixed(2) ?? ''];
  });
  const head = ['measure', ...sizes.map((size) => `${String(size)} workspaces`), 'exponent'];
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function namesOf(lists: readonly (readonly string[])[]): readonly string[] {
  return [...new Set(lists.flat())];
}

function written(figure: number | undefined): string {
  if (figure === undefined) return '';
  return figure.toLocaleString('en', { maximumSignificantDigits: figure < 100 ? 2 : 4 });
}
