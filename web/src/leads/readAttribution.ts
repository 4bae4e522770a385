/** What is shown of where a lead came from, in this order: the words for it, and the fields of the attribution, the first that is known. */
export const attributionRows = [
  { word: 'form', keys: ['formName', 'formId'] },
  { word: 'campaign', keys: ['campaignName', 'campaignId'] },
  { word: 'adset', keys: ['adsetName', 'adsetId'] },
  { word: 'ad', keys: ['adName', 'adId'] },
  { word: 'platform', keys: ['platform'] },
  { word: 'ref', keys: ['ref'] },
  { word: 'leadgenId', keys: ['leadgenId'] },
  { word: 'address', keys: ['address'] },
  { word: 'browser', keys: ['browser'] },
] as const

export type Consent = { text: string; isGiven: boolean }

/** What the person agreed to: the text of a form that is sent only with its box ticked, and each box of a lead ad. */
export function consentsOf({ consent, consents }: Record<string, unknown>): Consent[] {
  const ofForm = typeof consent === 'string' ? [{ text: consent, isGiven: true }] : []
  const boxes = Array.isArray(consents) ? (consents as { key?: unknown; isChecked?: unknown }[]) : []
  return [...ofForm, ...boxes.map(({ key, isChecked }) => ({ text: String(key), isGiven: isChecked === true }))]
}

/** What the person answered in a lead ad, in their own words. */
export function answersOf({ answers }: Record<string, unknown>): { name: string; text: string }[] {
  if (!Array.isArray(answers)) return []
  return (answers as { name?: unknown; values?: unknown }[]).map(({ name, values }) => ({
    name: String(name),
    text: Array.isArray(values) ? values.join(', ') : '',
  }))
}
