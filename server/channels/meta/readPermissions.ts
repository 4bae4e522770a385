import type { ChannelName } from '../../model/event.ts'
import { accountEvent } from './accountEvent.ts'
import type { BodyReader } from './envelope.ts'
import { idOf, listOf, objectOf, timeOf } from './fields.ts'

/** A person connects a handful of accounts; a longer list is not from the platform. */
const mostTargets = 1_000

/**
 * Permissions that a person granted or withdrew (meta-platform.md 1.7): `field` names the permission, `target_ids` the objects it concerns.
 * The ids are those of accounts, Pages or businesses of any product, so every channel reads them and picks its own.
 */
export const permissionsReader = (channel: ChannelName): BodyReader => ({
  object: 'permissions',
  readPart(part, receivedAt) {
    if (part.container !== 'change') return null
    const { verb, target_ids: targets } = objectOf(part.value) ?? {}
    const ids = listOf(targets).slice(0, mostTargets).map(idOf)
    return ids.flatMap((aboutId) =>
      aboutId === null
        ? []
        : [
            accountEvent({
              channel,
              kind: 'account',
              name: 'permission',
              value: { permission: part.field, verb },
              aboutId,
              sent: part.time,
              occurredAt: timeOf(receivedAt, part.time),
            }),
          ],
    )
  },
})
