/*
 * Builds the playground in a folder, dist/playground if none is named: index.html, with the tabs and the workers' addresses as JSON; gzipped
 * scripts, styles and Monaco workers under hashed names; licenses.txt with the licences of the bundled packages.
 */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { build } from 'esbuild';
import { collectLicenses } from './licenses.mjs';
import { replaceFile } from './replace-file.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, '../../../..');
const [outdir = join(root, 'dist/playground')] = process.argv.slice(2).map((folder) => resolve(folder));

const entries = {
  playground: join(here, 'main.js'),
  'editor.worker': 'monaco-editor/esm/vs/editor/editor.worker.js',
  'json.worker': 'monaco-editor/esm/vs/language/json/json.worker.js',
  'graphql.worker': 'monaco-graphql/esm/graphql.worker.js',
};

/** graphiql/style.css already contains Monaco's styles; of its fonts, only the icons are needed. */
const leanStyles = {
  name: 'lean-styles',
  setup({ onLoad }) {
    onLoad({ filter: /monaco-editor.*\.css$/ }, () => ({ contents: '', loader: 'empty' }));
    onLoad({ filter: /graphiql.dist.style\.css$/ }, async ({ path }) => ({
      contents: (await readFile(path, 'utf8')).replace(/@font-face\s*\{[^}]*\}/g, (face) =>
        face.includes('codicon') ? face : '',
      ),
      loader: 'css',
    }));
  },
};

const { metafile, outputFiles } = await build({
  write: false,
  absWorkingDir: root,
  entryPoints: entries,
  outdir,
  entryNames: '[name]-[hash]',
  chunkNames: 'chunk-[hash]',
  bundle: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  keepNames: true,
  metafile: true,
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"' },
  // GraphiQL's imports of these resolve to CommonJS, whose `parsers` esbuild nests in `default`: Prettify would fail.
  alias: {
    'prettier/parser-graphql': 'prettier/plugins/graphql',
    'prettier/parser-babel': 'prettier/plugins/babel',
  },
  plugins: [leanStyles],
});

const outputs = Object.entries(metafile.outputs).map(([path, { bytes, cssBundle }]) => ({
  name: basename(path),
  bytes,
  cssBundle: cssBundle && basename(cssBundle),
}));
const script = outputs.find(({ name }) => name.startsWith('playground-') && name.endsWith('.js'));
const worker = (label) =>
  `playground/${outputs.find(({ name }) => name.startsWith(`${label}.worker-`)).name}`;
const workers = { editor: worker('editor'), json: worker('json'), graphql: worker('graphql') };
const data = { samples: await readSamples(), workers };
const parts = {
  script: script.name,
  style: script.cssBundle,
  // Can't end the script element around it.
  data: JSON.stringify(data).replaceAll('<', '\\u003c'),
};
const template = await readFile(join(here, 'index.html'), 'utf8');

for (const { path, contents } of outputFiles) await writeGzipped(path, contents);
await writeGzipped(join(outdir, 'licenses.txt'), await collectLicenses(root, Object.keys(metafile.inputs)));
await replaceFile(
  join(outdir, 'index.html'),
  template.replace(/\{\{(\w+)\}\}/g, (_, part) => parts[part]),
);

const total = outputs.reduce((sum, { bytes }) => sum + bytes, 0);
console.log(`playground: ${outputs.length} files, ${(total / 1e6).toFixed(1)} MB`);

/** The playground's tabs from left to right; `days`: the length of the range `from` to `to`, which ends now, or 0. */
async function readSamples() {
  const samples = JSON.parse(await readFile(join(here, 'samples.json'), 'utf8'));
  const textOf = (document) => readFile(join(root, 'schema/operations', `${document}.graphql`), 'utf8');
  return Promise.all(
    samples.map(async ({ document, ...sample }) => ({ query: await textOf(document), ...sample })),
  );
}

/** Writes the content, gzipped, to this file with `.gz` appended to its name. */
async function writeGzipped(file, content) {
  await replaceFile(`${file}.gz`, await promisify(gzip)(content, { level: 9 }));
}
