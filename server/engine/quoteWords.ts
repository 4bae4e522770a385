import type { Sentence } from '../model/sentence.ts'
import { sentence } from './sentences.ts'

/** Words of the owner within a sentence, in quotes; beyond `named` of them they are counted. */
export function quoteWords(words: string[], named: number): Sentence {
  const text = words
    .slice(0, named)
    .map((word) => `“${word}”`)
    .join(', ')
  return words.length > named ? sentence('word.and_more', { text, count: words.length - named }) : sentence('word.verbatim', { text })
}
