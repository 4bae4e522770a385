import { z } from 'zod'
import type { Api } from '../api.ts'
import { writeAudit } from '../audit/audit.queries.ts'
import { principalOf, type Principal } from '../auth/access.ts'
import type { Deps } from '../deps.ts'
import { addJobs } from '../jobs/addJobs.queries.ts'
import type { CommentAct } from '../model/commentAct.ts'
import { inWorkspace } from '../platform/db.ts'
import { ApiError, notFound } from '../platform/errors.ts'
import { jobOfCommentAct } from './commentAct.job.ts'
import { askFor, findActedOn } from './comments.queries.ts'
import { commentChange, commentState } from './comments.schemas.ts'
import { actsOn, showCommentState } from './showCommentState.ts'

const params = z.object({ id: z.uuid() })
const tags = ['comments']

/** What people do with comments beside answering them (requirement H18). `id`: of the event of the comment. */
export function commentRoutes(app: Api, deps: Deps): void {
  /** Asks for an act; a job does it. Errors: ApiError not_found, conflict (cannot be done with this comment). */
  async function ask(who: Principal, id: string, act: CommentAct) {
    const { workspaceId, actor } = who
    const now = deps.clock.now()
    const shown = await inWorkspace(deps.databases.web, who, async (trx) => {
      const comment = (await findActedOn(trx, id)) ?? notFound('comment', id)
      const channel = deps.channelOf(comment.channel)
      const can = (state: typeof comment.state) => actsOn(channel, { ...comment, isLive: comment.kind === 'live_comment', state })
      if (!comment.commentId || !can(comment.state).includes(act)) throw new ApiError('conflict', whyNot(act, comment))
      await askFor(trx, comment, act, now)
      await addJobs(trx, { newId: deps.newId, now }, [jobOfCommentAct(comment, act, now)])
      const row = { workspaceId, actor, subject: 'comment', subjectId: id }
      await writeAudit(trx, deps, { ...row, ...(act === 'delete' ? { action: 'delete' } : { action: 'change', fields: [act] }) })
      const { state } = (await findActedOn(trx, id))!
      return { state, can: can(state) }
    })
    deps.wake.tell('jobs', null)
    deps.wake.tell('conversations', workspaceId)
    return shown
  }

  app.patch(
    '/api/comments/:id',
    {
      config: { may: 'messages.write', audit: 'comment.change' },
      schema: {
        tags,
        summary: 'Hides or shows a comment, or likes it; answers at once, and `last` says how it ended',
        params,
        body: commentChange,
        response: { 200: commentState },
      },
    },
    async (request) => {
      const { isHidden, isLiked } = request.body
      const act = isHidden === undefined ? (isLiked ? 'like' : 'unlike') : isHidden ? 'hide' : 'unhide'
      const { state, can } = await ask(principalOf(request), request.params.id, act)
      return showCommentState(state, can, deps.textsFor(request))
    },
  )

  app.delete(
    '/api/comments/:id',
    {
      config: { may: 'messages.write', audit: 'comment.delete' },
      schema: {
        tags,
        summary: 'Deletes a comment at the platform; it cannot be brought back',
        params,
        response: { 200: commentState },
      },
    },
    async (request) => {
      const { state, can } = await ask(principalOf(request), request.params.id, 'delete')
      return showCommentState(state, can, deps.textsFor(request))
    },
  )
}

function whyNot(act: CommentAct, { isOwn, kind, state }: { isOwn: boolean; kind: string; state: { isDeleted: boolean } | null }): string {
  if (state?.isDeleted) return 'This comment was deleted.'
  if (act === 'hide' || act === 'unhide') {
    if (isOwn) return 'This is a comment of the account itself, which cannot be hidden. It can be deleted.'
    if (kind === 'live_comment') return 'Comments on a live broadcast cannot be hidden.'
  }
  return `This comment cannot be changed that way now (${act}): read the conversation again.`
}
