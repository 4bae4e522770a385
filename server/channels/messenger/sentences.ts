import { sentencesOf } from '../../model/sentence.ts'

/** The sentences of Pages, in English; other languages are in server/languages/. */
export const sentences = {
  'messenger.sends_nothing': 'Messages of Facebook Pages are not supported yet; only their lead ads are read.',
  'messenger.page_not_named': 'The platform did not say which Page the token belongs to. Try again later.',
  'messenger.token_of_no_page': 'This token does not belong to a Page. Use the access token of the Page itself.',
  'messenger.lead_access_revoked':
    'The business does not let this app have its leads. In Meta Business Suite, open Settings, Integrations, Leads access, and add the app.',
  'messenger.no_task':
    'The person whose token this is may not read the Page’s leads. Give them the Advertise task on the Page, or reconnect it with another person’s token.',
} as const

export const sentence = sentencesOf(sentences)
