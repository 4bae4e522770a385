import { sentencesOf } from '../model/sentence.ts'

/** What the API says of templates, in English; other languages are in server/languages/. */
export const sentences = {
  'templates.not_editable': 'A template that is {{status}} cannot be changed. Wait until it is approved, rejected or paused.',
  'templates.category_fixed': 'The category of an approved template cannot be changed. Create a new template.',
  'templates.edited_often': 'An approved template can be changed {{most}} times in {{days}} days. Try again later, or create a new one.',
  'templates.name_fixed': 'The name and the language of a template cannot be changed. Create a new template.',
  'templates.name_taken': 'There is a template {{name}} in {{language}} already. Choose another name.',
  'templates.no_sample': 'The file of the header is not there. Upload it again.',
  'templates.submitted': 'This template was submitted already. Change it, and it is reviewed again.',
  'templates.disabled': 'A template that the platform disabled cannot be deleted.',
} as const

export const sentence = sentencesOf(sentences)
