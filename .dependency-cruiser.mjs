/*
 * The import rule: main → app → {http, subscriptions, observability} → {auth, operations} → {execution, graph}
 * → domain ← {providers, archive} → upstream.
 * All may use config's types; the sandbox stands alone; tests may import anything.
 */

/** Lets the files of a folder of src/ import only that folder and what is `allowed`: folders and files. */
function room(folder, allowed, { name = folder, from = `^src/${folder}/`, own = folder } = {}) {
  const targets = [...new Set([own, ...allowed])];
  return {
    name: `${name}-imports`,
    severity: 'error',
    comment: `src/${folder} may import only these of src/: ${targets.join(', ')}`,
    from: { path: from },
    to: { path: '^src/', pathNot: targets.map((path) => `^src/${path}(/|$)`) },
  };
}

/** Lets only the files of `home` import a package. */
function packageAtHome(name, pattern, home, to = {}) {
  return {
    name,
    severity: 'error',
    comment: `only src/${home} may import this package`,
    from: { path: '^src/', pathNot: `^src/${home}` },
    to: { path: `(^|/)node_modules/${pattern}/`, ...to },
  };
}

export default {
  forbidden: [
    room('json', []),
    room('domain', ['json']),
    room('config', ['domain', 'json']),
    room('upstream', ['domain', 'config', 'json']),
    room('providers/*', ['providers/provider\\.ts', 'upstream', 'domain', 'config', 'json'], {
      name: 'provider',
      from: '^src/providers/([^/]+)/',
      own: 'providers/$1',
    }),
    room('providers', ['upstream', 'domain', 'config', 'json']),
    room('archive', ['upstream', 'domain', 'config', 'json']),
    {
      name: 'execution-over-graphql-js',
      severity: 'error',
      comment: 'The plan executor imports only graphql-js and Node; the caller passes in everything else.',
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
      comment: 'Only src/execution/graphql-js.ts may import what graphql’s index doesn’t export.',
      from: { path: '^src/', pathNot: '^src/execution/graphql-js\\.ts$' },
      to: { path: '(^|/)node_modules/graphql/[^/]+/' },
    },
    // Estimates collect fields as execution does.
    room('graph', ['execution/graphql-js\\.ts', 'domain', 'config', 'json']),
    // It fetches key sets through the same proxies as upstream.
    room('auth', ['upstream/http', 'domain', 'config', 'json']),
    room('operations', ['execution', 'graph', 'auth', 'domain', 'config', 'json']),
    room('observability', ['operations', 'auth', 'graph', 'domain', 'config', 'json']),
    room('subscriptions', ['http', 'operations', 'auth', 'graph', 'domain', 'config', 'json']),
    room('http', ['operations', 'auth', 'domain', 'config', 'json']),
    room('doctor', ['providers', 'upstream', 'archive', 'domain', 'config', 'json']),
    room('sandbox', []),
    {
      name: 'main-on-top',
      severity: 'error',
      comment: 'Nothing may import the command line, or the exports of the package.',
      from: { path: '^src/', pathNot: '^src/main\\.ts$' },
      to: { path: '^src/(main|command-line|index)\\.ts$' },
    },
    {
      name: 'config-as-types',
      severity: 'error',
      comment: 'Only types of config may be imported here: src/app passes in the settings.',
      from: { path: '^src/(domain|upstream|providers|archive|graph)/' },
      to: { path: '^src/config/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'graphql-above-domain',
      severity: 'error',
      comment: 'GraphQL packages may be imported only above the domain.',
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
      comment: 'Imports must have no cycles, type-only imports included.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'no-development-packages',
      severity: 'error',
      comment: 'src/ may import only production dependencies.',
      from: { path: '^src/', pathNot: '^src/(app/bundle\\.mjs$|http/playground/client/)' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only', 'npm-peer'] },
    },
    {
      name: 'no-unlisted-packages',
      severity: 'error',
      comment: 'Imported packages must be in package.json.',
      from: {},
      to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
    },
    {
      name: 'no-unresolved',
      severity: 'error',
      comment: 'The imported file or package doesn’t exist.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-tests-in-src',
      severity: 'error',
      comment: 'src/ must not import tests.',
      from: { path: '^src/' },
      to: { path: '^test/' },
    },
    {
      name: 'examples-outside',
      severity: 'error',
      comment: 'Examples use Switchboard over HTTP, and src/ must not import examples.',
      from: { path: '^(src|examples)/', pathNot: '^examples/fourth-provider/' },
      to: { path: '^(src|examples)/', pathNot: '^$1/' },
    },
    room('providers', ['upstream', 'domain', 'config', 'json'], {
      name: 'example-provider',
      from: '^examples/fourth-provider/.+\\.provider\\.ts$',
      own: 'providers/provider\\.ts',
    }),
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
