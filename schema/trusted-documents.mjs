import { createHash } from 'node:crypto';
import { print } from 'graphql';

/*
 * A plugin of graphql-codegen: the manifest of trusted documents, each as its client sends it, by its hash, in the
 * form that the client preset's `persistedDocuments` has.
 */
export function plugin(_schema, documents) {
  const manifest = documents.map(({ document }) => {
    const text = print(document);
    return [`sha256:${createHash('sha256').update(text).digest('hex')}`, text];
  });
  return `${JSON.stringify(Object.fromEntries(manifest), null, 2)}\n`;
}
