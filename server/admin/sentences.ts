import { sentencesOf } from '../model/sentence.ts'

/** What the figures of the instance say of lanes, in English; other languages are in server/languages/. */
export const sentences = {
  'admin.in_turn': 'It is in turn: workers take it as sending limits and other work allow.',
  'admin.lane_running': 'An earlier one of its lane is being done. The rest follows in order.',
  'admin.lane_held': 'An earlier one of its lane is tried again first, so that the order holds.',
  'admin.lane_held_by': 'An earlier one of its lane is tried again first, so that the order holds. It ended with: {{>before}}',
} as const

export const sentence = sentencesOf(sentences)
