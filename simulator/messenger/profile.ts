import { needPermission } from '../platform/access.ts'
import type { GraphCall, Outcome } from '../platform/call.ts'
import { refuse } from '../platform/errors.ts'
import { project } from '../platform/fields.ts'
import { fieldsOf } from '../platform/pages.ts'
import { getPerson } from '../world/people.ts'
import { pictureOf } from '../world/pictureOf.ts'
import type { Thread } from '../world/threads.ts'

/** GET /{PSID} (meta-platform.md 4.1). Errors: 230 before the person has written or tapped; 100/33 for one who is gone. */
export function readProfile(call: GraphCall, thread: Thread): Outcome {
  needPermission(call.token, 'pages_messaging')
  const person = getPerson(call.world, thread.personId)
  if (person.blocked || person.deactivated) throw refuse.unknownObject(thread.igsid, call.method)
  if (thread.consentAt === null) throw refuse.consentNeeded()
  const [first = '', ...rest] = person.name.split(' ')
  return {
    body: project(fieldsOf(call.params, 'first_name,last_name,profile_pic'), {
      id: () => thread.igsid,
      name: () => person.name,
      first_name: () => first,
      last_name: () => rest.join(' '),
      profile_pic: () => pictureOf(call.world, person.id),
      locale: () => 'en_US',
      timezone: () => 0,
      gender: () => undefined,
    }),
  }
}
