import { commentActs, type CommentAct, type CommentControl } from '../../model/commentAct.ts'
import { type GraphCall, segment } from '../meta/graph.ts'
import { readGraph } from './readGraph.ts'

/** Acts on comments under posts of a Page (meta-platform.md 4.4). How many calls are allowed is stated nowhere. */
export const comments: CommentControl = {
  rate: { kind: 'comment_act', key: 'second', calls: 10, perMs: 1_000, callsEach: 1 },
  acts: commentActs,
  notLive: [],
  async act(http, as, commentId, act) {
    const comment = segment(commentId)
    const call: Record<CommentAct, GraphCall> = {
      hide: { method: 'POST', path: comment, query: { is_hidden: 'true' } },
      unhide: { method: 'POST', path: comment, query: { is_hidden: 'false' } },
      delete: { method: 'DELETE', path: comment },
      like: { method: 'POST', path: `${comment}/likes` },
      unlike: { method: 'DELETE', path: `${comment}/likes` },
    }
    await readGraph(http, as, call[act])
  },
}
