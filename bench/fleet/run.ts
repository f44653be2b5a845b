import { parseArgs } from 'node:util';
import { companiesOf } from './companies.ts';
import { measureDay, type MeasuredDay } from './day.ts';
import { exponentOf } from './growth.ts';

/*
 * A fleet of workspaces over moments of a day, on two replicas with Redis and PostgreSQL. `--workspaces` says how many; of
 * several numbers with commas between them, each is a fleet of its own, and the last column says how costs grow.
 */

const { values } = parseArgs({ options: { workspaces: { type: 'string', default: '1000' } } });
const sizes = values.workspaces.split(',').map(Number);
const days: MeasuredDay[] = [];
for (const size of sizes) days.push(await measureDay(companiesOf(size), seeded(size)));
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

/** Numbers from 0 up to, but not, 1: the same for the same seed (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
