import { newToken } from '../platform/tokens.ts'

const prefix = 'dm-'

/** What a person's link to a chat carries. The prefix lets ingest see without a query whether a text may have one. */
export const newRef = (): string => prefix + newToken()

const inText = /\bdm-[a-z2-7]{20}\b/i

/** Reads what a person's link carried: in the referral, or in the text that the link filled in for them. */
export const readRef = (event: { text: string | null; referral: { ref?: string } | null }): string | null =>
  (inText.exec(event.referral?.ref ?? '') ?? inText.exec(event.text ?? ''))?.[0].toLowerCase() ?? null
