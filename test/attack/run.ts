/*
 * Attacks the built server for some minutes in every way that SECURITY.md says it withstands, all at once, and fails
 * if a promise isn't kept. Usage: npm run attack -- [--seconds 180] [--only KIND]... [--node OPTION]...
 */
import { parseArgs } from 'node:util';
import { writeReport } from '../../bench/harness/table.ts';
import { attack } from './attack.ts';
import { ATTACKS } from './kinds.ts';
import { rowsOf } from './report.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '180' },
    /** One of the kinds; all by default. */
    only: { type: 'string', multiple: true, default: Object.keys(ATTACKS) },
    /** An option for the server's node, such as --max-semi-space-size=16. */
    node: { type: 'string', multiple: true, default: [] },
  },
});

const unknown = values.only.filter((kind) => !(kind in ATTACKS));
const seconds = Number(values.seconds);
if (unknown.length > 0 || !(seconds > 0)) {
  throw new RangeError(`--seconds is above 0, --only one of ${Object.keys(ATTACKS).join(', ')}`);
}
const rows = rowsOf(await attack({ seconds, kinds: values.only, nodeOptions: values.node }));
process.stdout.write(writeReport({ script: 'attack', title: `${seconds} s of hostile load`, rows }));
process.exit(rows.some(({ met }) => met === false) ? 1 : 0);
