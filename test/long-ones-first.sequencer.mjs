import Sequencer from '@jest/test-sequencer';

const LONG = [
  'sync/replicas',
  'package/tarball',
  'e2e/front-end',
  'ccrm/range/random-schedules',
  'resilience/idle-memory',
  'e2e/playground',
  'commands/archive/command',
  'fuzz/fuzz',
];

/** If Jest doesn't know yet how long suites take, it starts the largest files first: these would be left for one core at the end. */
export default class LongOnesFirst extends Sequencer {
  sort(tests) {
    const isLong = ({ path }) => LONG.some((name) => path.endsWith(`/${name}.test.ts`));
    const sorted = super.sort(tests);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
}
