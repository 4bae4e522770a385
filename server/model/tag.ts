/** Names of tags are shown as they were written, blanks tidied. */
export const tagName = (written: string): string => written.normalize('NFC').trim().replace(/\s+/gu, ' ')

/** What makes two names the same tag: neither case nor blanks nor the way a sign is encoded matter. Blank: no name. */
export const tagKey = (written: string): string => tagName(written.normalize('NFKC')).toLowerCase()

export const maxTagChars = 60

/** A tag that a decision adds to its person (`added`) or takes away, by the name its step has for it. */
export type TagChange = { name: string; added: boolean }
