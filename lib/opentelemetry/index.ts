export { EsignonTelemetryModule } from './esignon-telemetry.module.js';
export type { EsignonTelemetryOptions } from './esignon-telemetry.options.js';
