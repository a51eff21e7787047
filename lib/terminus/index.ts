export { EsignonHealthIndicator } from './esignon.health.js';
export type { EsignonHealth, EsignonHealthStatus, EsignonHealthOptions } from './health.js';
