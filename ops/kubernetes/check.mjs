/*
 * Fails if Kubernetes or kustomize wouldn't accept a manifest of the given folders (by default this one), or if the
 * manifests of an overlay don't fit together. Names the file and the fault.
 */
import { faultsOf } from './faults.mjs';

const given = process.argv.slice(2);
const folders = given.length === 0 ? [import.meta.dirname] : given;

for (const folder of folders) {
  const { valid, faults } = await faultsOf(folder);
  for (const name of valid) console.log(name);
  for (const fault of faults) console.error(`error: ${folders.length > 1 ? `${folder}: ` : ''}${fault}`);
  if (faults.length > 0) process.exitCode = 1;
}
