export { EsignonHealthIndicator } from './esignon.health.js';
export type { EsignonHealth, EsignonHealthOptions } from './health.js';
