import 'reflect-metadata';
import { startFourProviders } from './four-providers.js';

/* Starts the example on port 4030, or on the one that is given, and prints its address. */
const running = await startFourProviders(Number(process.argv[2] ?? 4030));
process.stdout.write(`${running.url}\n`);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void running.close());
