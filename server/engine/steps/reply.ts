import type { ReplyStep } from '../../model/automation.ts'
import { warning } from '../finding.ts'
import { note } from '../decisionBuilder.ts'
import { planMessage } from '../planMessage.ts'
import { onward, type StepKind } from './step.ts'
import { blankTexts, hearsComments, linkUnderComment, ownKeyword, textsMayBeCut, textsTooLong } from './textProblems.ts'
import { sentence } from '../problems.ts'

/** Replies under the comment, after the DM that is planned with it (holdReplies.ts). */
export const reply = {
  speaks: 'public',
  take(run, step, { automation, next, builder }) {
    if (run.commentId === null) note(builder, 'no_comment', { stepId: step.id })
    else planMessage(builder, run, automation, step.id, { texts: step.texts }, 'public')
    return { run, to: next }
  },
  ways: (_step, next) => onward(next),
  texts: ({ texts }) => texts,
  problems: (step, definition, limits) => [
    ...(hearsComments(definition) ? [] : [warning(step.id, 'reply_never', sentence('problem.reply_never'))]),
    ...linkUnderComment(step),
    ...textsTooLong(step, step.texts, limits),
    ...textsMayBeCut(step, step.texts, limits),
    ...ownKeyword(step, definition),
    ...blankTexts(step),
  ],
  sentences: {
    no_comment: 'Step “{{stepId}}” replies under a comment, and there was none.',
  },
} satisfies StepKind<ReplyStep>
