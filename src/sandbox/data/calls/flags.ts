import type { Random } from '../random.js';

const FLAGS = [
  { name: 'Billing', uuid: '62bd7385-c4ba-46f5-94b5-2fae4ebc87d4', color: '#fa702e' },
  { name: 'Reklamacja', uuid: '0d5f3b52-6a0e-4c39-9d0a-6f1f5a3f7b11', color: '#d7263d' },
  { name: 'VIP', uuid: '7f0c9a9e-2b1d-4b6a-8c55-1d7a0f8e2c42', color: '#f4b400' },
  { name: 'Oddzwonić', uuid: 'b3a1c6d4-9e7f-4f20-a2b8-5c6d7e8f9a03', color: '#1b998b' },
] as const;

/** The flags of a call, mostly none; the relation's key is spelled in either of the documented ways. */
export function madeFlags(random: Random): readonly Record<string, unknown>[] {
  if (random.chance(88)) return [];
  const first = random.pick(FLAGS);
  const flags = random.chance(15) ? [first, random.pick(FLAGS.filter((flag) => flag !== first))] : [first];
  return flags.map((flag) => ({ ...flag, [random.chance(50) ? 'relUuid' : 'reluuid']: random.uuid() }));
}
