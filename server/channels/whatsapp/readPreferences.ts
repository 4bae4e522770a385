import type { InboundEvent } from '../../model/event.ts'
import { idOf, type JsonObject, listOf, objectOf, present, shortTextOf, textOf, timeOf } from '../meta/fields.ts'
import { mostEvents } from '../meta/envelope.ts'
import { keyOf } from '../meta/newEvent.ts'
import { otherEvent } from '../meta/otherEvent.ts'
import { newEvent } from './newEvent.ts'
import { phoneOf, userIdOf, whoIs } from './person.ts'
import type { Frame } from './read.ts'

/**
 * People who stop marketing by the switch in the chat, take that back, or sign up by a link of the business (`user_preferences`;
 * meta-platform.md 5.6, 13.2 rows 2.17 and 2.18). "Not interested" sends no event.
 */
export const readPreferences = (value: JsonObject, frame: Frame): InboundEvent[] =>
  listOf(value.user_preferences)
    .slice(0, mostEvents + 1)
    .map((item) => {
      const given = objectOf(item)
      const { accountExternalId, receivedAt, contacts } = frame
      const occurredAt = timeOf(receivedAt, given?.timestamp)
      const who = whoIs(phoneOf(given?.wa_id), userIdOf(given?.user_id) ?? (contacts.length === 1 ? userIdOf(contacts[0]!.user_id) : null))
      const wish = textOf(given?.value) ?? ''
      const about = textOf(given?.category)
      if (!given || who.personId === null || about !== 'marketing_messages' || !Object.hasOwn(isGiven, wish))
        return newEvent({ ...otherEvent('user_preferences', item), accountExternalId, occurredAt, ...who })
      const signup = idOf(given.signup_id)
      return newEvent({
        key: keyOf('user_preferences', who.personId, wish, textOf(given.timestamp)),
        kind: 'optin',
        accountExternalId,
        occurredAt,
        ...who,
        consent: {
          about: 'marketing',
          isGiven: isGiven[wish]!,
          source: wish === 'signup' ? 'signup' : 'platform',
          words: shortTextOf(given.detail, 500),
          sourceId: signup,
        },
        detail: present({ part: 'user_preferences', preference: wish, signup }),
      })
    })

const isGiven: Record<string, boolean> = { stop: false, resume: true, signup: true }
