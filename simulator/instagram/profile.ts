import { needPermission } from '../platform/access.ts'
import type { GraphCall, Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { project } from '../platform/fields.ts'
import { fieldsOf } from '../platform/pages.ts'
import { getPerson } from '../world/people.ts'
import { pictureOf } from '../world/pictureOf.ts'
import type { Thread } from '../world/threads.ts'

/**
 * GET /{IGSID} (meta-platform.md 3.5): readable once the person has written or tapped; a comment alone, even one with a private reply,
 * gives no consent. This makes the follow gate possible.
 * Errors: 230 before consent, 9010 for a person who blocked the account or is gone.
 */
export function readProfile(call: GraphCall, thread: Thread): Outcome {
  needPermission(call.token, 'instagram_business_basic', 'instagram_basic')
  const person = getPerson(call.world, thread.personId)
  if (person.blocked || person.deactivated) throw refuse.noProfile()
  if (thread.consentAt === null) throw refuse.consentNeeded()
  const body = project(fieldsOf(call.params, 'name,username,profile_pic'), {
    id: () => thread.igsid,
    name: () => person.name,
    username: () => person.username,
    profile_pic: () => pictureOf(call.world, person.id),
    follower_count: () => 100 + (Number(person.id.slice(-3)) % 900),
    is_user_follow_business: () => person.follows,
    is_business_follow_user: () => false,
    is_verified_user: () => false,
  })
  return { body }
}
