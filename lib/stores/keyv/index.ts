export { KeyvTokenStore } from './keyv-token-store.js';
export type { KeyvLike } from './keyv-token-store.js';
