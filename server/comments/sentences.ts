import { sentencesOf } from '../model/sentence.ts'

/** What the API says of comments, in English; other languages are in server/languages/. */
export const sentences = {
  'comments.not_done': 'It was not done. Try again.',
} as const
export const sentence = sentencesOf(sentences)
