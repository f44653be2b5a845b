import { join } from 'node:path';
import ts from 'typescript';

/** Kinds that custom-resources.ts describes. */
const CUSTOM = ['ServiceMonitor', 'Kustomization'];

/** What is wrong with a manifest by itself: the models' schemas find wrong values, and the compiler unknown keys. */
export async function wrongValues(manifest) {
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

/** What the compiler says of the manifest, written as an object of this type. */
function typeErrors(kind, module, manifest, type = `I${kind}`) {
  const path = join(import.meta.dirname, 'manifest.ts');
  const text = `import type { I${kind} } from '${module}';
export const manifest: ${type} = ${JSON.stringify(manifest)};`;
  const options = { module: ts.ModuleKind.NodeNext, strict: true, noEmit: true, skipLibCheck: true };
  const host = ts.createCompilerHost(options);
  const { getSourceFile } = host;
  host.getSourceFile = (name, ...rest) =>
    name === path ? ts.createSourceFile(name, text, ts.ScriptTarget.Latest) : getSourceFile(name, ...rest);
  const program = ts.createProgram([path], options, host);
  return ts
    .getPreEmitDiagnostics(program, program.getSourceFile(path))
    .map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, ' '));
}
