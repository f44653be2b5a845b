import { join } from 'node:path';
import ts from 'typescript';

/** Kinds that custom-resources.ts describes. */
const CUSTOM = ['ServiceMonitor', 'Kustomization'];

const OPTIONS = { module: ts.ModuleKind.NodeNext, strict: true, noEmit: true, skipLibCheck: true };
/** The faults of manifests examined so far, by the manifest's JSON. */
const known = new Map();
/** The files that the compiler has read, by path, so that it reads the models once for all manifests. */
const sources = new Map();

/** The faults within a manifest: the models' schemas find wrong values, and the compiler finds unknown keys. */
export async function wrongValues(manifest) {
  const text = JSON.stringify(manifest);
  if (!known.has(text)) known.set(text, await examine(manifest));
  return known.get(text);
}

async function examine(manifest) {
  const { apiVersion, kind } = manifest;
  if (CUSTOM.includes(kind)) return typeErrors(kind, './custom-resources.js', manifest);
  const path = `kubernetes-models/${apiVersion}`;
  const { apiVersion: _, kind: __, ...rest } = manifest;
  const found = typeErrors(kind, path, rest, `Omit<I${kind}, 'apiVersion' | 'kind'>`);
  try {
    const models = await import(path);
    new models[kind](manifest).validate();
  } catch ({ message }) {
    found.push(message);
  }
  return found;
}

/** The compiler's errors for the manifest as an object of this type. */
function typeErrors(kind, module, manifest, type = `I${kind}`) {
  const path = join(import.meta.dirname, 'manifest.ts');
  const text = `import type { I${kind} } from '${module}';
export const manifest: ${type} = ${JSON.stringify(manifest)};`;
  const host = ts.createCompilerHost(OPTIONS);
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...rest) => {
    if (name === path) return ts.createSourceFile(name, text, ts.ScriptTarget.Latest);
    if (!sources.has(name)) sources.set(name, getSourceFile(name, ...rest));
    return sources.get(name);
  };
  const program = ts.createProgram([path], OPTIONS, host);
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(path))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
