export { SealedTokenStore } from './sealed-token-store.js';
export type { SealedTokenStoreOptions } from './sealed-token-store.js';
