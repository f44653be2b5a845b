import cluster from 'node:cluster';

/* Runs the module MODULE in PROCESSES processes, on one port. */

const { MODULE, PROCESSES } = process.env;

cluster.setupPrimary({ exec: MODULE, silent: true });
for (let number = 0; number < Number(PROCESSES); number += 1) cluster.fork();
