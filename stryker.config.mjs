/*
 * `npm run mutate` changes the code in small ways, and lists the changes that no test notices. AREA is one of the areas
 * below; their suites need no database, and no network beyond the process. Fast ones stand first.
 */
const AREAS = {
  domain: {
    mutate: ['src/domain/**/*.ts'],
    suites: [
      'test/domain/{caller,extension-directory,extension-search,folded-text,interval,masks}.test.ts',
      'test/domain/*/*.test.ts',
      'test/resilience/turns.test.ts',
    ],
  },
  upstream: {
    mutate: ['src/upstream/*.ts', 'src/upstream/{cache,rate-limits}/*.ts'],
    suites: [
      'test/upstream/*.test.ts',
      'test/upstream/cache/{cache-reports,read-through-cache,single-flight,outage}.test.ts',
      'test/upstream/rate-limits/{rate-limit-backoff,rate-limit-headers,rate-limit-words,request-queue}.test.ts',
    ],
  },
  range: {
    mutate: ['src/providers/ccrm/range/*.ts'],
    suites: [
      'test/providers/ccrm/range/{next-length,page-evidence,unread-time}.test.ts',
      'test/providers/ccrm/range/parts/*.test.ts',
      'test/providers/ccrm/range/unreadable-intervals.test.ts',
      'test/providers/ccrm/cache/refused-meanwhile.test.ts',
      'test/providers/ccrm/range/requests-of-schedules.test.ts',
    ],
  },
};

const { mutate, suites } = AREAS[process.env.AREA ?? 'domain'];

export default {
  mutate,
  plugins: ['./test/mutation/test-runner.mjs'],
  testRunner: 'suites',
  coverageAnalysis: 'perTest',
  buildCommand: ['node test/mutation/bundle.mjs', ...suites].join(' '),
  ignorePatterns: ['/bench', '/dist', '/docs', '/examples', '/ops', '/schema'],
  reporters: ['clear-text'],
  clearTextReporter: { allowColor: false, logTests: false },
  timeoutMS: 5000,
};
