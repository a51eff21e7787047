// The clients side by side. Loaded one by one: each is measured in a process that has no other.
export const PEERS = [
  'http-service',
  'esignon',
  'axios-token-interceptor',
  'axios-auth-refresh',
  'google-auth-library',
  'azure-core-rest-pipeline',
  'undici',
  'azure-msal-node',
];

export const loadPeer = (id) => import(`./${id}.mjs`);
