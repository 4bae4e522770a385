import type { CommentControl } from '../../model/commentAct.ts'
import { type GraphCall, segment } from '../meta/graph.ts'
import { readGraph } from './readGraph.ts'

/**
 * Acts on comments (meta-platform.md 3.4). A comment on a live broadcast cannot be hidden. Likes need a permission that neither login asks
 * for (instagram_manage_engagement). How many calls are allowed is stated nowhere.
 */
export const comments: CommentControl = {
  rate: { kind: 'comment_act', key: 'second', calls: 10, perMs: 1_000, callsEach: 1 },
  acts: ['hide', 'unhide', 'delete'],
  notLive: ['hide', 'unhide'],
  async act(http, as, commentId, act) {
    const path = segment(commentId)
    const call: GraphCall =
      act === 'delete' ? { method: 'DELETE', path } : { method: 'POST', path, query: { hide: String(act === 'hide') } }
    await readGraph(http, as, call)
  },
}
