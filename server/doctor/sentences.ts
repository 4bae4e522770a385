import { sentencesOf } from '../model/sentence.ts'
import { accountSentences } from './accountSentences.ts'
import { clickSentences } from './clickSentences.ts'
import { reviewSentences } from './reviewSentences.ts'
import { instanceSentences } from './instanceSentences.ts'

/** What the doctor asks, finds and advises, in English; other languages are in server/languages/. */
export const sentences = { ...accountSentences, ...instanceSentences, ...clickSentences, ...reviewSentences } as const

export const sentence = sentencesOf(sentences)
