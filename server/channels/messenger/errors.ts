import { graphErrorRanges, graphErrors, graphErrorSentences } from '../meta/graphErrors.ts'
import type { ErrorTable } from '../meta/judge.ts'
import { sentence } from './sentences.ts'

/**
 * The errors of Pages: those of the whole platform (80005 among its limits), and what their sentences say of leads. 200 is all that the
 * platform sends when a business took the app off its list (meta-platform.md 6.1, 13.1 row 1.27); older codes come with the same words.
 */
export const errors: ErrorTable = {
  rows: graphErrors,
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
