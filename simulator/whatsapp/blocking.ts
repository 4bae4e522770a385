import { needPermission } from '../platform/access.ts'
import { addressOf, type GraphCall, type Outcome } from '../platform/call.ts'
import { readPage, type Window } from '../platform/pages.ts'
import { list, text, type Params } from '../platform/params.ts'
import { blockedBy, setBlocked } from '../world/blocks.ts'
import { getPerson, type Person } from '../world/people.ts'
import { findThread, windowLengthMs } from '../world/threads.ts'
import { findRecipient, userIdOf, waIdOf } from './people.ts'
import { missing } from './parts.ts'

// /{PNID}/block_users (meta-platform.md 5.11; 13.2, row 2.20).

const asked = (one: Params): { input: string; to: { phone: string } | { userId: string } } => {
  const [user, userId] = [text(one, 'user'), text(one, 'user_id')]
  if (user !== undefined) return { input: user, to: { phone: user.replaceAll(/\D/g, '') } }
  if (userId !== undefined) return { input: userId, to: { userId } }
  throw missing('block_users.user')
}

/** POST blocks and DELETE lets them write again. Errors: 131008; 139100 with what was done when it could not be done for all. */
export function changeBlocked(call: GraphCall): Outcome {
  const { world, account, params, method } = call
  needPermission(call.token, 'whatsapp_business_messaging')
  if (text(params, 'messaging_product') !== 'whatsapp') throw missing('messaging_product')
  if (params['block_users'] === undefined) throw missing('block_users')
  const people = list(params['block_users'], 'block_users').map((one) => {
    const { input, to } = asked(one)
    return { input, person: findRecipient(world, account, to) }
  })
  const blocks = method === 'POST'
  const [changed, failed] = [people.filter((one) => may(one.person)), people.filter((one) => !may(one.person))]
  function may(person: Person | null): person is Person {
    if (!person) return false
    if (!blocks) return blockedBy(world, account.id).includes(person.id)
    // Only people who wrote in the last 24 hours can be blocked.
    return (findThread(world, account.id, person.id)?.openedAt ?? 0) > world.clock.now() - windowLengthMs
  }
  for (const { person } of changed) setBlocked(world, account.id, person!.id, blocks)
  const done = changed.map(({ input, person }) => ({ input, ...idOf(person!) }))
  // The code of a single failure is from memory.
  const why = {
    message: 'Failed to block/unblock user',
    code: 139100,
    error_data: { details: 'The user did not write in the last 24 hours.' },
  }
  const body = {
    messaging_product: 'whatsapp',
    block_users: {
      [blocks ? 'added_users' : 'removed_users']: done,
      ...(failed.length > 0 && { failed_users: failed.map(({ input }) => ({ input, errors: [why] })) }),
    },
    ...(failed.length > 0 && {
      error: {
        message: '(#139100) Failed to block/unblock some users',
        type: 'OAuthException',
        code: 139100,
        error_data: { details: why.message },
      },
    }),
  }
  const effect = { kind: blocks ? 'block' : 'unblock', accountId: account.id, people: changed.map(({ person }) => person!.id) }
  return { ...(failed.length > 0 && { status: 400 }), body, effect }

  function idOf(person: Person) {
    const waId = waIdOf(person)
    return waId === null ? { user_id: userIdOf(world, person) } : { wa_id: waId }
  }
}

/** GET: whom the number blocked, the newest first. */
export function listBlocked(call: GraphCall): Outcome {
  const { world, account, params } = call
  needPermission(call.token, 'whatsapp_business_messaging')
  const all = blockedBy(world, account.id).map((id, index) => ({ seq: index + 1, person: getPerson(world, id) }))
  const rows = ({ limit, after, before }: Window) =>
    all
      .toReversed()
      .filter(({ seq }) => (after === null || seq < after) && (before === null || seq > before))
      .slice(0, limit)
  const show = ({ person }: { person: Person }) => ({ messaging_product: 'whatsapp', wa_id: waIdOf(person) ?? userIdOf(world, person) })
  return { body: readPage(params, 25, 100, addressOf(call), rows, show) }
}
