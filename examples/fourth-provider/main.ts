import 'reflect-metadata';
import { SettingsError } from '../../src/config/settings-error.js';
import { startFourProviders } from './four-providers.js';

/* Starts the example on the given port, by default 4040, and prints its address. */
try {
  const running = await startFourProviders(Number(process.argv[2] ?? 4040));
  process.stdout.write(`${running.url}\n`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void running.close());
} catch (error) {
  const isInUse = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (!isInUse && !(error instanceof SettingsError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
