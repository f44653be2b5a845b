import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { parseAllDocuments } from 'yaml';
import { misfits } from './misfits.mjs';
import { settingsMisfits } from './settings-misfits.mjs';
import { wrongValues } from './wrong-values.mjs';

const KUSTOMIZATION = 'kustomization.yaml';
const SECRETS = 'secret.example.yaml';

/** The valid files in a folder of manifests, and the faults of the others. */
export async function faultsOf(folder) {
  const checked = new Manifests(folder);
  await checked.checkValues();
  checked.checkOverlays();
  return checked;
}

class Manifests {
  valid = [];
  faults = [];
  #folder;
  #files;
  #documents;
  #used = new Set([SECRETS]);

  constructor(folder) {
    this.#folder = folder;
    this.#files = readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.yaml'));
    const manifests = this.#files.filter((name) => !name.endsWith('settings.yaml'));
    this.#documents = new Map(manifests.map((name) => [name, this.#read(name)]));
  }

  async checkValues() {
    for (const [file, manifests] of this.#documents) {
      for (const manifest of manifests) {
        const found = await wrongValues(manifest);
        const name = `${file}: ${manifest.kind} ${manifest.metadata?.name ?? ''}`.trim();
        this.faults.push(...found.map((fault) => `${name}: ${fault}`));
        if (found.length === 0) this.valid.push(`${name} is valid`);
      }
    }
  }

  checkOverlays() {
    const secrets = this.#documents.get(SECRETS) ?? [];
    const isOverlay = (name) => name.startsWith('overlays') && name.endsWith(KUSTOMIZATION);
    const overlays = this.#files.filter(isOverlay);
    if (overlays.length === 0) this.faults.push('there is no overlay');
    for (const overlay of overlays) {
      const built = this.#build(overlay);
      const found = misfits(built, secrets);
      for (const text of built.settings) found.push(...settingsMisfits(text, built, secrets));
      this.faults.push(...found.map((fault) => `${overlay}: ${fault}`));
      if (found.length === 0) this.valid.push(`${overlay} fits together`);
    }
    const unused = this.#files.filter((name) => !this.#used.has(name));
    this.faults.push(...unused.map((name) => `${name}: no kustomization names it`));
  }

  /** The manifests of a file; invalid YAML is a fault. */
  #read(file) {
    const parsed = parseAllDocuments(this.#text(file));
    this.faults.push(...parsed.flatMap(({ errors }) => errors.map(({ message }) => `${file}: ${message}`)));
    return parsed.map((document) => document.toJS());
  }

  /**
   * The manifests that a kustomization names, including those of its folders, and the names of generated ConfigMaps.
   */
  #build(file) {
    this.#used.add(file);
    const [{ resources = [], configMapGenerator = [], images = [] } = {}] = this.#documents.get(file) ?? [];
    const path = (name) => relative(this.#folder, join(this.#folder, file, '..', name));
    const parts = resources.map((name) =>
      name.endsWith('.yaml') ? this.#resource(path(name)) : this.#build(join(path(name), KUSTOMIZATION)),
    );
    const generated = configMapGenerator.flatMap((map) => map.files.map(path));
    for (const name of generated) {
      if (this.#files.includes(name)) this.#used.add(name);
      else this.faults.push(`${file}: there is no file ${relative(join(file, '..'), name)}`);
    }
    const written = generated.filter((name) => this.#files.includes(name));
    return {
      manifests: parts.flatMap(({ manifests }) => manifests),
      configMaps: [
        ...parts.flatMap(({ configMaps }) => configMaps),
        ...configMapGenerator.map(({ name }) => name),
      ],
      settings: written.map((name) => this.#text(name)),
      images: [...parts.flatMap((part) => part.images), ...images.map(({ name }) => name)],
    };
  }

  #resource(file) {
    this.#used.add(file);
    if (!this.#documents.has(file)) this.faults.push(`there is no file ${file}`);
    return { manifests: this.#documents.get(file) ?? [], configMaps: [], images: [] };
  }

  #text(file) {
    return readFileSync(join(this.#folder, file), 'utf8');
  }
}
