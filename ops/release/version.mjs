/*
 * Run after `changeset version`: sets the new version's image in the Kubernetes overlays, and makes its schema the baseline
 * that later ones are compared with.
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
