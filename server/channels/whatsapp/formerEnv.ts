import type { FormerEnv } from '../meta/envelope.ts'

/** How other programs name a number in their environment (requirement D9). */
export const formerEnv: FormerEnv = {
  names: ['WHATSAPP_TOKEN', 'PHONE_NUMBER_ID', 'BUSINESS_ID'],
  accountOf({ WHATSAPP_TOKEN: accessToken, PHONE_NUMBER_ID: externalId, BUSINESS_ID: wabaId }) {
    if (!accessToken && !externalId) return null
    if (!accessToken) return { missing: 'WHATSAPP_TOKEN' }
    if (!externalId) return { missing: 'PHONE_NUMBER_ID' }
    return { externalId, accessToken, ...(wabaId ? { wabaId } : {}) }
  },
}
