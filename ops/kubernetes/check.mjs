/*
 * Fails if a manifest of a folder, by default this one, isn't what Kubernetes and kustomize take, or if the manifests of
 * an overlay don't fit together; names the file and what is wrong.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { misfits } from './misfits.mjs';
import { wrongValues } from './wrong-values.mjs';

const folder = process.argv[2] ?? import.meta.dirname;
const KUSTOMIZATION = 'kustomization.yaml';
const faults = [];

const files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.yaml'));
const documents = new Map(
  files.filter((name) => !name.endsWith('settings.yaml')).map((name) => [name, read(name)]),
);
for (const [file, manifests] of documents) {
  for (const manifest of manifests) {
    const found = await wrongValues(manifest);
    const name = `${file}: ${manifest.kind} ${manifest.metadata?.name ?? ''}`.trim();
    faults.push(...found.map((fault) => `${name}: ${fault}`));
    if (found.length === 0) console.log(`${name} is valid`);
  }
}

const secrets = documents.get('secret.example.yaml') ?? [];
const overlays = files.filter((name) => name.startsWith('overlays') && name.endsWith(KUSTOMIZATION));
if (overlays.length === 0) faults.push('there is no overlay');
const used = new Set(['secret.example.yaml']);
for (const overlay of overlays) {
  const built = build(overlay);
  const found = misfits(built, secrets);
  faults.push(...found.map((fault) => `${overlay}: ${fault}`));
  if (found.length === 0) console.log(`${overlay} fits together`);
}
faults.push(...files.filter((name) => !used.has(name)).map((name) => `${name}: no kustomization names it`));

for (const fault of faults) console.error(`error: ${fault}`);
if (faults.length > 0) process.exitCode = 1;

/** The manifests of a file; what isn't YAML is a fault. */
function read(file) {
  const parsed = parseAllDocuments(readFileSync(join(folder, file), 'utf8'));
  faults.push(...parsed.flatMap(({ errors }) => errors.map(({ message }) => `${file}: ${message}`)));
  return parsed.map((document) => document.toJS());
}

/** The manifests that a kustomization names, with those of the folders that it names, and of generated ConfigMaps the names. */
function build(file) {
  used.add(file);
  const [{ resources = [], configMapGenerator = [], images = [] } = {}] = documents.get(file) ?? [];
  const path = (name) => relative(folder, join(folder, file, '..', name));
  const parts = resources.map((name) =>
    name.endsWith('.yaml') ? resource(path(name)) : build(join(path(name), KUSTOMIZATION)),
  );
  for (const name of configMapGenerator.flatMap((generated) => generated.files)) {
    if (files.includes(path(name))) used.add(path(name));
    else faults.push(`${file}: there is no file ${name}`);
  }
  return {
    manifests: parts.flatMap(({ manifests }) => manifests),
    configMaps: [
      ...parts.flatMap(({ configMaps }) => configMaps),
      ...configMapGenerator.map(({ name }) => name),
    ],
    images: [...parts.flatMap((part) => part.images), ...images.map(({ name }) => name)],
  };
}

function resource(file) {
  used.add(file);
  if (!documents.has(file)) faults.push(`there is no file ${file}`);
  return { manifests: documents.get(file) ?? [], configMaps: [], images: [] };
}
