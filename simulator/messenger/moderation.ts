import { needPermission } from '../platform/access.ts'
import type { GraphCall, Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { list, names, text } from '../platform/params.ts'
import { setBlocked } from '../world/blocks.ts'
import { findThreadByIgsid, setFolder } from '../world/threads.ts'

const actions = ['block_user', 'unblock_user', 'ban_user', 'unban_user', 'move_to_spam']
const mostPeople = 10
const mostActions = 2

/**
 * POST /{PAGE}/moderate_conversations {user_ids: [{id}], actions} (meta-platform.md 3.5; 13.2, row 2.33).
 * Errors: 100 for more than ten people, more than two actions or an unknown one; 100/2018001 for a person without a thread.
 */
export function moderate(call: GraphCall): Outcome {
  needPermission(call.token, 'pages_messaging')
  const { world, account, params } = call
  const people = list(params['user_ids'], 'user_ids')
  const wanted = (names(params, 'actions') ?? []).map((one) => one.toLowerCase())
  if (people.length === 0 || people.length > mostPeople) throw refuse.invalid(`Param user_ids must have 1 to ${mostPeople} elements`)
  if (wanted.length === 0 || wanted.length > mostActions) throw refuse.invalid(`Param actions must have 1 to ${mostActions} elements`)
  const unknown = wanted.findIndex((one) => !actions.includes(one))
  if (unknown !== -1) throw refuse.invalid(`Param actions[${unknown}] must be one of {${actions.join(', ').toUpperCase()}}`)
  const threads = people.map((one) => {
    const thread = findThreadByIgsid(world, account.id, text(one, 'id') ?? '')
    if (!thread) throw refuse.noSuchPersonOnPage()
    return thread
  })
  for (const thread of threads)
    for (const action of wanted) {
      if (action === 'move_to_spam') setFolder(world, thread, 'requests')
      else setBlocked(world, account.id, thread.personId, !action.startsWith('un'))
    }
  const ids = threads.map(({ igsid }) => igsid)
  return { body: { result: 'success' }, effect: { kind: 'moderate_conversations', ids, actions: wanted } }
}
