#!/usr/bin/env node
import './supported-node.js';
import 'reflect-metadata';

// In the bundle, a static import would run before the two above.
await import('./command-line.js');
