import type { EsignonJournalEntry } from '../http/journal.js';

/** A password in the text of a login, whether or not the text is whole JSON. */
const PASSWORD = /("memb_pwd"\s*:\s*)(?:"(?:[^"\\]|\\.)*"?|[^\s,}\]]+)/g;

/** Masks the passwords of an entry: everyone who reaches the port can read it, and a password can be a real one. */
export function maskPasswords(entry: EsignonJournalEntry): EsignonJournalEntry {
  return { ...entry, body: entry.body.replaceAll(PASSWORD, '$1"***"') };
}
