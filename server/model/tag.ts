/** The name of a tag as it is shown: as it was written, with spaces normalized. */
export const tagName = (written: string): string => written.normalize('NFC').trim().replace(/\s+/gu, ' ')

/** The key by which two names are the same tag: without case, extra spaces and differences in encoding. Empty: not a name. */
export const tagKey = (written: string): string => tagName(written.normalize('NFKC')).toLowerCase()

export const maxTagChars = 60

/** A tag that a decision adds to its person (`added`) or removes, by the name in its step. */
export type TagChange = { name: string; added: boolean }
