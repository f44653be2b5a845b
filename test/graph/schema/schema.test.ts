import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { buildGraphSchema } from '../../../src/graph/schema/build-schema.js';
import { schemaSdl } from '../../../src/graph/schema/sdl.js';

test('schema/switchboard.graphql matches the code (run `npm run schema` to update it)', async () => {
  const written = await readFile(new URL('../../../schema/switchboard.graphql', import.meta.url), 'utf8');
  expect(written).toBe(schemaSdl(await buildGraphSchema()));
});
