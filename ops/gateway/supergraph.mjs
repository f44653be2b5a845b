/* Prints the supergraph of Switchboard alone, at its address in compose.yaml. Add your subgraphs to it. */
import { execFileSync } from 'node:child_process';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

const sdl = execFileSync(process.execPath, ['dist/main.js', 'schema', '--federated'], { encoding: 'utf8' });
const { errors = [], supergraphSdl } = composeServices([
  { name: 'switchboard', url: 'http://switchboard:4000/graphql', typeDefs: parse(sdl) },
]);
if (supergraphSdl === undefined) throw new AggregateError(errors, 'The subgraph does not compose.');
console.log(supergraphSdl);
