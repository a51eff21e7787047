// The server's clock: a countdown by the browser's own would be off by however much the two differ.
let offset = 0;

export function setServerTime(now) {
  offset = new Date(now).getTime() - Date.now();
}

export const serverNow = () => Date.now() + offset;
