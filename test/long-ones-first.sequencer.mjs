import Sequencer from '@jest/test-sequencer';

const LONG = [
  'archive/replicas',
  'package/tarball',
  'e2e/front-end',
  'ccrm/range/random-schedules',
  'resilience/idle-memory',
  'e2e/playground',
  'archive/command',
  'fuzz/fuzz',
];

/** Where nobody knows yet how long a suite takes, Jest goes by its size: these would be left for one core at the end. */
export default class LongOnesFirst extends Sequencer {
  sort(tests) {
    const isLong = ({ path }) => LONG.some((name) => path.endsWith(`/${name}.test.ts`));
    const sorted = super.sort(tests);
    return [...sorted.filter(isLong), ...sorted.filter((test) => !isLong(test))];
  }
}
