import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** Vite transforms JSX itself. Every screen has an address, and each address gets index.html. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  appType: 'spa',
  oxc: { jsx: { runtime: 'automatic' } },
  build: { outDir: 'dist', emptyOutDir: true, chunkSizeWarningLimit: 1000 },
});
