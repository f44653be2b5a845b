/*
 * Fails where a manifest of this folder isn't what Kubernetes takes; names the file and what is wrong. The
 * models' schemas find wrong values, and the compiler finds keys that their types haven't.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { parseAllDocuments } from 'yaml';

const faults = [];
for (const file of readdirSync(import.meta.dirname).filter((name) => name.endsWith('.yaml'))) {
  for (const document of parseAllDocuments(readFileSync(join(import.meta.dirname, file), 'utf8'))) {
    const manifest = document.toJS();
    const name = `${file}: ${manifest.kind} ${manifest.metadata?.name}`;
    const found = [...document.errors.map(({ message }) => message), ...unknownKeys(manifest)];
    try {
      const models = await import(`kubernetes-models/${manifest.apiVersion}`);
      new models[manifest.kind](manifest).validate();
    } catch ({ message }) {
      found.push(message);
    }
    faults.push(...found.map((fault) => `${name}: ${fault}`));
    if (found.length === 0) console.log(`${name} is valid`);
  }
}
for (const fault of faults) console.error(`error: ${fault}`);
if (faults.length > 0) process.exitCode = 1;

/** What the compiler says of the manifest, written as an object of its model's type. */
function unknownKeys({ apiVersion, kind, ...manifest }) {
  const path = join(import.meta.dirname, 'manifest.ts');
  const text = `import type { I${kind} } from 'kubernetes-models/${apiVersion}';
export const manifest: Omit<I${kind}, 'apiVersion' | 'kind'> = ${JSON.stringify(manifest)};`;
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
