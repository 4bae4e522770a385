import { graphErrorRanges, graphErrors, graphErrorSentences } from '../meta/graphErrors.ts'
import type { Sentence } from '../../model/sentence.ts'
import type { ErrorRow, ErrorTable } from '../meta/judge.ts'
import { sentence } from './sentences.ts'

const final = (code: string, words: Sentence): ErrorRow => ({ class: 'bug', reach: 'recipient', code, words })

/**
 * The errors of Pages: those of the whole platform (80005 among its limits), those of private replies (8.5), and what their sentences say
 * of leads. 200 is all that the
 * platform sends when a business took the app off its list (meta-platform.md 6.1, 13.1 row 1.27); older codes come with the same words.
 */
export const errors: ErrorTable = {
  rows: {
    ...graphErrors,
    '10900': final('comment_not_answerable', sentence('messenger.comment_answered')),
    '10902': final('comment_not_answerable', sentence('messenger.comment_not_answerable')),
    '10903': final('comment_not_answerable', sentence('messenger.comment_not_answerable')),
    '100/2018292': final('comment_not_answerable', sentence('messenger.comment_not_answerable')),
    '10/2018278': { class: 'window', reach: 'recipient', code: 'outside_window', words: sentence('messenger.outside_window') },
    '10/2018065': { class: 'window', reach: 'recipient', code: 'outside_window', words: sentence('messenger.human_agent') },
    '100/2018320': final('template_refused', sentence('messenger.template_refused')),
  },
  ranges: graphErrorRanges,
  sentences: [
    {
      holds: /\bcrm access\b|\bleads? access manager\b/i,
      row: {
        class: 'permission',
        reach: 'kind',
        code: 'lead_access_revoked',
        words: sentence('messenger.lead_access_revoked'),
        quote: true,
      },
    },
    {
      holds: /\bsufficient administrative permission\b/i,
      row: { class: 'permission', reach: 'kind', code: 'no_task', words: sentence('messenger.no_task'), quote: true },
    },
    ...graphErrorSentences,
  ],
}
