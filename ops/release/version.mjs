/*
 * After `changeset version` has raised the version: the Kubernetes overlays take its image, and its schema is the one that
 * later ones are compared with.
 */
import { copyFileSync, globSync, readFileSync, writeFileSync } from 'node:fs';

const { version } = JSON.parse(readFileSync('package.json', 'utf8'));

for (const file of globSync('ops/kubernetes/overlays/*/kustomization.yaml')) {
  replaceIn(file, /(?<=switchboard, newTag: )[\w.-]+/, version);
}
copyFileSync('schema/switchboard.graphql', 'schema/released/switchboard.graphql');

function replaceIn(file, pattern, text) {
  writeFileSync(file, readFileSync(file, 'utf8').replace(pattern, text));
}
