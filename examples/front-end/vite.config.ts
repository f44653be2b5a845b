import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vite';

/** JSX is Vite's own transform; every screen has an address, and each of them gets index.html. */
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  appType: 'spa',
  oxc: { jsx: { runtime: 'automatic' } },
  build: { outDir: 'dist', emptyOutDir: true, chunkSizeWarningLimit: 1000 },
});
