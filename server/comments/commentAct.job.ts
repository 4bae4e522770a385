import type { JobHandler } from '../jobs/handler.ts'
import type { NewJob } from '../model/job.ts'
import type { CommentActAsked } from '../model/commentAct.ts'
import { askPlatform, openLine, type AskDeps } from '../outbox/askPlatform.ts'
import type { Wake } from '../platform/wake.ts'
import { findActedOn, noteDone, noteFailed, type ActedOn } from './comments.queries.ts'

const day = 86_400_000
/** The code of an object that the platform does not have (meta-platform.md 6). */
const gone = 'object_missing'

/** The job of one act. Acts on a comment are done in the order in which they were asked for. */
export const jobOfCommentAct = ({ id, workspaceId, accountId }: ActedOn, act: CommentActAsked['act'], now: Date): NewJob => ({
  kind: 'comment_act',
  workspaceId,
  accountId,
  lane: `comment/${id}`,
  runAt: now,
  givesUpAt: new Date(now.getTime() + day),
  data: { eventId: id, act } satisfies CommentActAsked,
})

/** Does with a comment what was asked for, and notes how it ended. Repeated, it leaves the comment as it was asked for all the same. */
export const commentAct = (deps: AskDeps & { wake: Wake }): JobHandler => ({
  backoffMs: [5_000, 60_000, 600_000],
  timeLimitMs: 30_000,
  repeatable: true,
  waitsForAccount: true,
  async run(job) {
    const { eventId, act } = job.data as CommentActAsked
    const comment = await findActedOn(deps.system, eventId)
    if (!comment?.commentId) return { kind: 'done' }
    const line = await openLine(deps, comment.accountId, (channel) => channel.comments)
    if ('kind' in line) return line
    const done = await askPlatform(deps, comment.accountId, line.part.rate, () =>
      line.part.act(deps.http, line.as, comment.commentId!, act),
    )
    if ('outcome' in done) return done.outcome
    const now = deps.clock.now()
    const refused = 'refused' in done ? done.refused : null
    // What is gone is deleted.
    if (refused && !(act === 'delete' && refused.code === gone))
      await noteFailed(deps.system, eventId, { act, code: refused.code, words: refused.words, isGone: refused.code === gone, now })
    else await noteDone(deps.system, eventId, act, now)
    deps.wake.tell('conversations', comment.workspaceId, [comment.accountId])
    return { kind: 'done' }
  },
  async settled(trx, ended) {
    for (const { job, row } of ended)
      if (row.state !== 'waiting' && row.code !== null) {
        const { eventId, act } = job.data as CommentActAsked
        await noteFailed(trx, eventId, { act, code: row.code, words: null, isGone: false, now: row.ended_at })
      }
  },
})
