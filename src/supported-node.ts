import { OLDEST_NODE } from './config/package-version.js';

// Imported before everything else, because on an older Node.js the first module that needs a newer one fails with a
// TypeError.
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
const [oldestMajor = 0, oldestMinor = 0] = OLDEST_NODE.split('.').map(Number);
if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
  process.stderr.write(
    `Switchboard needs Node ${OLDEST_NODE} or later; this is Node ${process.versions.node}.\n`,
  );
  process.exit(2);
}
