/*
 * The import rule: main → app → {http, subscriptions, observability} → {auth, operations} → {execution, graph}
 * → domain ← {providers, archive} → upstream.
 * All may use config's types; the sandbox stands alone; tests may import anything.
 */

/** Forbids the files of a room every other file of src/ than those of `allowed`, which are folders and files. */
function room(name, from, allowed, comment) {
  return {
    name,
    severity: 'error',
    comment,
    from: { path: from },
    to: { path: '^src/', pathNot: ['json', ...allowed].map((path) => `^src/${path}(/|$)`) },
  };
}

/** Forbids the files of src/ outside of `home` to import a package. */
function packageAtHome(name, pattern, home, to = {}) {
  return {
    name,
    severity: 'error',
    comment: `${name}: only in ${home}`,
    from: { path: '^src/', pathNot: `^src/${home}` },
    to: { path: `(^|/)node_modules/${pattern}/`, ...to },
  };
}

export default {
  forbidden: [
    room('json-alone', '^src/json/', ['json'], 'The reading of untrusted values knows nothing else.'),
    room('domain-alone', '^src/domain/', ['domain'], 'The domain knows no other room.'),
    room('config-over-domain', '^src/config/', ['config', 'domain'], 'The settings know the domain only.'),
    room('upstream-below', '^src/upstream/', ['upstream', 'domain', 'config'], 'upstream knows no provider.'),
    room(
      'provider-apart',
      '^src/providers/([^/]+)/',
      ['providers/$1', 'providers/provider\\.ts', 'upstream', 'domain', 'config'],
      'A provider sees neither the graph nor another provider.',
    ),
    room(
      'provider-registry',
      '^src/providers/[^/]+\\.ts$',
      ['providers', 'upstream', 'domain', 'config'],
      'The registry lists the providers, and knows nothing above them.',
    ),
    room(
      'archive-apart',
      '^src/archive/',
      ['archive', 'upstream', 'domain', 'config'],
      'So does the archive.',
    ),
    {
      name: 'execution-over-graphql-js',
      severity: 'error',
      comment:
        'The plan executor is a library over graphql-js and Node; whatever else it needs is handed in.',
      from: { path: '^src/execution/' },
      to: {
        path: '.',
        pathNot: ['^src/execution/', '(^|/)node_modules/graphql/'],
        dependencyTypesNot: ['core'],
      },
    },
    {
      name: 'graphql-js-adapted',
      severity: 'error',
      comment: 'What isn’t in graphql’s index changes with any version: one file adapts it.',
      from: { path: '^src/', pathNot: '^src/execution/graphql-js\\.ts$' },
      to: { path: '(^|/)node_modules/graphql/[^/]+/' },
    },
    room(
      'graph-over-domain',
      '^src/graph/',
      ['graph', 'execution/graphql-js\\.ts', 'domain', 'config'],
      'The graph sees no provider. Estimates collect fields as execution does.',
    ),
    room(
      'auth-over-domain',
      '^src/auth/',
      ['auth', 'upstream/http', 'domain', 'config'],
      'auth knows no schema; it fetches key sets through the same proxies as upstream.',
    ),
    room(
      'operations-over-graph',
      '^src/operations/',
      ['operations', 'execution', 'graph', 'auth', 'domain', 'config'],
      'An operation knows neither how it arrived nor a provider.',
    ),
    room(
      'observability-over-operations',
      '^src/observability/',
      ['observability', 'operations', 'auth', 'graph', 'domain', 'config'],
      'What is logged and measured comes from operations and the domain.',
    ),
    room(
      'subscriptions-over-operations',
      '^src/subscriptions/',
      ['subscriptions', 'http', 'operations', 'auth', 'graph', 'domain', 'config'],
      'Subscriptions see no provider.',
    ),
    room(
      'http-over-operations',
      '^src/http/',
      ['http', 'operations', 'auth', 'domain', 'config'],
      'The HTTP edge knows requests and replies, and no schema.',
    ),
    room(
      'doctor-beside-app',
      '^src/doctor/',
      ['doctor', 'providers', 'upstream', 'archive', 'domain', 'config'],
      'The doctor asks the providers as the graph does, and serves nothing.',
    ),
    room('sandbox-alone', '^src/sandbox/', ['sandbox'], 'The sandbox is independent of the client code.'),
    {
      name: 'main-on-top',
      severity: 'error',
      comment: 'Nothing imports the command line, or what the package gives to other programs.',
      from: { path: '^src/', pathNot: '^src/main\\.ts$' },
      to: { path: '^src/(main|command-line|index)\\.ts$' },
    },
    {
      name: 'config-as-types',
      severity: 'error',
      comment: 'Settings are handed over by the composition root; below it they are only types.',
      from: { path: '^src/(domain|upstream|providers|archive|graph)/' },
      to: { path: '^src/config/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'graphql-above-domain',
      severity: 'error',
      comment: 'Only the graph and the server speak GraphQL.',
      from: { path: '^src/(domain|config|upstream|providers|archive|sandbox)/' },
      to: {
        path: '(^|/)node_modules/(graphql[^/]*|type-graphql|dataloader|@apollo/[^/]+|@graphql-tools/[^/]+)/',
      },
    },
    packageAtHome('kysely-in-archive', 'kysely', 'archive/'),
    packageAtHome('pg-in-archive', 'pg', 'archive/'),
    packageAtHome('got-in-upstream', 'got', 'upstream/'),
    packageAtHome('ioredis-in-upstream', 'ioredis', 'upstream/'),
    packageAtHome('pino-in-observability', 'pino', '(observability/|command-line\\.ts$)', {
      dependencyTypesNot: ['type-only'],
    }),
    packageAtHome('opentelemetry-in-tracing', '@opentelemetry/[^/]+', 'observability/tracing/'),
    packageAtHome('yaml-in-config', 'yaml', 'config/'),
    packageAtHome('class-validator-in-graph', 'class-validator', 'graph/'),
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'No circle of imports, type-only ones included.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-development-packages',
      severity: 'error',
      comment: 'What is served is installed with production dependencies only.',
      from: { path: '^src/', pathNot: '^src/(app/bundle\\.mjs$|http/playground/client/)' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm-peer'] },
    },
    {
      name: 'no-unlisted-packages',
      severity: 'error',
      comment: 'A package that is imported is in package.json.',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      comment: 'It is not there.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-tests-in-src',
      severity: 'error',
      comment: 'The product needs no test.',
      from: { path: '^src/' },
      to: { path: '^test/' },
    },
    {
      name: 'examples-outside',
      severity: 'error',
      comment:
        'An example talks to the product over HTTP, as everyone else does; the product needs no example.',
      from: { path: '^(src|examples)/', pathNot: '^examples/fourth-provider/' },
      to: { path: '^(src|examples)/', pathNot: '^$1/' },
    },
    room(
      'example-provider-apart',
      '^examples/fourth-provider/.+\\.provider\\.ts$',
      ['providers/provider\\.ts', 'upstream', 'domain', 'config'],
      'A provider in the making sees what the others see.',
    ),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'types', 'node', 'default'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
