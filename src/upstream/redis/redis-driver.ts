/** A module of its own, so that the driver is loaded only if it is used: that takes time at startup. */
export { Redis } from 'ioredis';
