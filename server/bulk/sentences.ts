import { sentencesOf } from '../model/sentence.ts'

const bulkSentences = {
  'bulk.failed': 'It stopped because of a bug in the server. Start it again: people who are done stay as they are.',
}
export const sentences = bulkSentences
export const sentence = sentencesOf(bulkSentences)
