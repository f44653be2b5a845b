/** Imported only if Redis is used, because loading the driver takes time at startup. */
export { Redis } from 'ioredis';
