/** A changeset's text as an item of CHANGELOG.md. */
export function getReleaseLine({ summary }) {
  return `- ${summary.trim().replaceAll('\n', '\n  ')}`;
}

/** Nothing: the repository has one package. */
export function getDependencyReleaseLine() {
  return '';
}
