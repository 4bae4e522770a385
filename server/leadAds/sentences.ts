import { sentencesOf } from '../model/sentence.ts'

/** What keeps leads of lead ads from arriving, in English; other languages are in server/languages/. */
export const sentences = {
  'leadads.access_refused': 'The platform does not hand out this Page’s leads: “{{why}}” It advises: “{{todo}}”',
  'leadads.terms_not_accepted':
    'The terms of lead ads are not accepted for this Page. Open www.facebook.com/legal/leadgen/tos as its administrator and accept them.',
  'leadads.leads_refused': '{{>before}} Reading leads needs {{permissions}}.',
  'leadads.forms_refused': '{{>before}} Listing forms needs {{permissions}}. New leads still arrive, but missed ones cannot be found.',
  'leadads.form_quiet':
    'The form “{{form}}” has had no lead for {{quietMs}}; before that one came every {{usualMs}}. Check that its ads still run.',
  'leadads.mail_subject': 'Leads of {{account}} may be missing',
  'leadads.mail_open': 'Open the channels',
} as const

export const sentence = sentencesOf(sentences)
