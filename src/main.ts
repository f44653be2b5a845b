#!/usr/bin/env node
import './supported-node.js';
import 'reflect-metadata';

// Bundled, what is imported statically would run before the two above.
await import('./command-line.js');
