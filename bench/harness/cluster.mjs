import cluster from 'node:cluster';

/*
 * The module MODULE in as many processes as PROCESSES says, on one port.
 */

const { MODULE, PROCESSES } = process.env;

cluster.setupPrimary({ exec: MODULE, silent: true });
for (let number = 0; number < Number(PROCESSES); number += 1) cluster.fork();
