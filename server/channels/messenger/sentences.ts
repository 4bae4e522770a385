import { sentencesOf } from '../../model/sentence.ts'

/** The sentences of Pages, in English; other languages are in server/languages/. */
export const sentences = {
  'messenger.comment_answered': 'Somebody answered this comment by message before. The platform allows one private reply per comment.',
  'messenger.comment_not_answerable':
    'This comment cannot be answered by message: it is deleted, older than seven days, written by a Page, or its author does not allow it.',
  'messenger.outside_window':
    'More than 24 hours passed since the person last wrote. Wait until they write again, or send a utility template.',
  'messenger.human_agent':
    'More than 24 hours passed since the person last wrote. Only an app with the feature “Human Agent” may still send what a person wrote.',
  'messenger.template_refused':
    'The platform did not accept the template. Check its name, its language and its parameters, and whether it is approved.',
  'messenger.notice.template': 'The template {{name}} ({{language}}): {{event}}.',
  'messenger.page_not_named': 'The platform did not say which Page the token belongs to. Try again later.',
  'messenger.token_of_no_page': 'This token does not belong to a Page. Use the access token of the Page itself.',
  'messenger.lead_access_revoked':
    'The business does not let this app have its leads. In Meta Business Suite, open Settings, Integrations, Leads access, and add the app.',
  'messenger.no_task':
    'The person whose token this is may not read the Page’s leads. Give them the Advertise task on the Page, or reconnect it with another person’s token.',
} as const

export const sentence = sentencesOf(sentences)
