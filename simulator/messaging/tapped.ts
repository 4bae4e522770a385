import { ControlError } from '../controls/errors.ts'
import type { Account } from '../world/accounts.ts'
import type { Content } from '../world/messages.ts'
import type { Person } from '../world/people.ts'
import type { World } from '../world/world.ts'
import { findOffer } from './offers.ts'

type Tap = { tap: string; messageId?: string; ref?: string }
type Said = { field: string; content: Content; part: (mid: string) => Record<string, unknown> }

/**
 * What a tap says: a chip's title as a message with its payload, everything else as a postback (meta-platform.md 2.5, 4.2).
 * Errors: ControlError 400 when nothing offers this payload.
 */
export function tapped(
  world: World,
  account: Account,
  person: Person,
  { tap, messageId, ref }: Tap,
  referralOf: (ref: string) => object,
): Said {
  const offer = findOffer(world, account, person.id, tap, messageId)
  if (!offer)
    throw new ControlError(
      400,
      'nothing_to_tap',
      `no message to this person and no menu of the account offers ${JSON.stringify(tap)}; see the inbox for what does`,
    )
  const { title, payload } = offer
  if (offer.from === 'quick_reply')
    return {
      field: 'messages',
      content: { kind: 'text', text: title, payload },
      part: (mid) => ({ message: { mid, text: title, quick_reply: { payload } } }),
    }
  return {
    field: 'messaging_postbacks',
    content: { kind: 'postback', text: title, payload },
    part: (mid) => ({ postback: { mid, title, payload, ...(ref !== undefined && { referral: referralOf(ref) }) } }),
  }
}
