import type { EsignonJournalEntry } from '../http/journal.js';

/** A password in the text of a login, whether or not the text is whole JSON. */
const PASSWORD = /("memb_pwd"\s*:\s*)(?:"(?:[^"\\]|\\.)*"?|[^\s,}\]]+)/g;

/** The entry as anybody may see it who reaches the port: what an application logs in with can be a real password. */
export function maskPasswords(entry: EsignonJournalEntry): EsignonJournalEntry {
  return { ...entry, body: entry.body.replaceAll(PASSWORD, '$1"***"') };
}
