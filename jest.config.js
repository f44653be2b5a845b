import { availableParallelism } from 'node:os';

export default {
  testEnvironment: '<rootDir>/test/plain-context.environment.mjs',
  testSequencer: '<rootDir>/test/long-ones-first.sequencer.mjs',
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': '$1',
    // The same library in its other form: the ES modules import JSON in a way that Jest complains of, a page each time.
    '^libphonenumber-js$': '<rootDir>/node_modules/libphonenumber-js/index.cjs',
  },
  transform: { '^.+\\.ts$': ['ts-jest', { useESM: true, tsconfig: 'tsconfig.json' }] },
  setupFiles: ['reflect-metadata'],
  // A suite waits more than it works.
  maxWorkers: Math.ceil(1.5 * availableParallelism()),
  // Real servers on a machine that does other things, too.
  testTimeout: 120_000,
  // `npm test` disables V8’s compilation cache: it keeps the modules of every suite that has ended in memory.
};
