/** Where eSignon posts the events of documents. */
export const callbackPath = '/esignon/callback';
