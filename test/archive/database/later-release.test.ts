import { expect, test } from '@jest/globals';
import { sql } from 'kysely';
import { openDatabase } from '../../../src/archive/database/database.js';
import { describeEngines } from '../engines.js';

describeEngines((create) => {
  // Red if the reason is that the migrations are corrupted: the archive isn't.
  test('an archive that a later release has migrated isn’t opened, and the reason says so', async () => {
    const engine = await create();
    const later = await openDatabase(engine);
    await sql`insert into archive_migration values ('900-later', '2030-01-01T00:00:00.000Z')`.execute(
      later.tables,
    );
    await later.close();
    await expect(openDatabase(engine)).rejects.toThrow(
      'a later release has migrated it (900-later): run that release, or use an earlier backup',
    );
  });
});
