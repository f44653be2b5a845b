import graphql from '@graphql-eslint/eslint-plugin';
import { defineConfig } from 'eslint/config';
import regexp from 'eslint-plugin-regexp';
import tseslint from 'typescript-eslint';

const typescript = ['src/**/*.ts', 'test/**/*.ts', 'bench/**/*.ts', 'examples/**/*.{ts,tsx}'];

export default defineConfig(
  { ignores: ['**/dist/', 'coverage/', 'test/**/generated/', 'examples/front-end/generated/'] },
  { linterOptions: { noInlineConfig: true, reportUnusedDisableDirectives: 'error' } },
  {
    files: typescript,
    extends: [tseslint.configs.strictTypeChecked],
    languageOptions: { parserOptions: { projectService: true } },
    rules: {
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'max-lines': ['error', { max: 200, skipBlankLines: true, skipComments: true }],
      'no-restricted-properties': [
        'error',
        { object: 'process', property: 'env', message: 'Use src/config.' },
      ],
      'no-restricted-imports': [
        'error',
        { name: 'node:process', message: 'Use the global, and src/config.' },
      ],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // A decorated class without methods is how type-graphql declares a type.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      // A resolver answers with plain data of a type's shape.
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/unbound-method': ['error', { ignoreStatic: true }],
    },
  },
  {
    files: ['src/**/*.{ts,js,mjs}'],
    rules: { 'no-restricted-exports': ['error', { restrictDefaultExports: { direct: true, named: true } }] },
  },
  {
    // An expression that isn't linear lets a long text stall the server.
    files: ['src/**/*.{ts,js,mjs}'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': ['error', { report: 'potential' }],
      'regexp/no-super-linear-move': ['error', { report: 'potential', ignoreSticky: false }],
    },
  },
  {
    // What is looked up by a signal is missing wherever another one was derived from it.
    files: ['src/**/*.ts'],
    rules: {
      'no-restricted-syntax': [
        'error',
        {
          selector:
            ':matches(NewExpression[callee.name=/^Weak(Map|Set)$/], TSTypeReference[typeName.name=/^Weak(Map|Set)$/]) > TSTypeParameterInstantiation > TSTypeReference[typeName.name=/^(AbortSignal|OperationScope)$/]',
          message: 'Give OperationScope what belongs to an operation.',
        },
        {
          selector: 'ClassDeclaration:has(Decorator) > ClassBody > PropertyDefinition > PrivateIdentifier',
          message: 'esbuild replaces # by a WeakMap if a class has decorators: use private.',
        },
      ],
    },
  },
  {
    // Random schedules are read with another seed, and more of them, by hand.
    files: [
      'src/config/**',
      'test/providers/ccrm/range/random-schedules.test.ts',
      'test/archive/as-of.test.ts',
      'test/archive/sync/killed-backfill.test.ts',
      'test/archive/store/filters.test.ts',
      'test/archive/truth.test.ts',
    ],
    rules: { 'no-restricted-properties': 'off' },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      // JSON answers and jest's matchers, such as expect.any(String), are typed as any.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['schema/*.graphql'],
    extends: [graphql.configs['flat/schema-recommended']],
    languageOptions: { parser: graphql.parser },
    plugins: { '@graphql-eslint': graphql },
    rules: {
      '@graphql-eslint/require-description': [
        'error',
        {
          types: true,
          rootField: true,
          DirectiveDefinition: true,
          EnumValueDefinition: true,
          FieldDefinition: true,
          InputValueDefinition: true,
        },
      ],
      // The public names are agreed: a client's clientId is RingMe's, its id is ours.
      '@graphql-eslint/no-typename-prefix': 'off',
      // Values such as GeoRestriction have no identity.
      '@graphql-eslint/strict-id-in-types': 'off',
    },
  },
  {
    files: ['schema/operations/*.graphql'],
    extends: [graphql.configs['flat/operations-recommended']],
    languageOptions: { parser: graphql.parser },
    plugins: { '@graphql-eslint': graphql },
    // The documents are for reading in the playground, which keeps no cache by id.
    rules: { '@graphql-eslint/require-selections': 'off' },
  },
);
