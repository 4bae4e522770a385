import type { Channel } from '../../model/channel.ts'
import type { Installed } from '../meta/envelope.ts'
import { permissionsReader } from '../meta/readPermissions.ts'
import { timesWithin } from '../meta/whyNotNow.ts'
import { contents, limits, rates } from './limits.ts'
import { loginOf } from './loginOf.ts'
import { readPart } from './read.ts'
import { readAccount } from './readAccount.ts'
import { send } from './send.ts'
import { sentences } from './sentences.ts'
import { subscribe } from './subscribe.ts'
import { whyNotSendable } from './whyNotSendable.ts'

/** WhatsApp behind the one shape that all channels have: text in and out, and what became of it. */
const channel: Channel = {
  name: 'whatsapp',
  limits,
  rates,
  contents,
  // 5.9: outside the window templates only.
  ...timesWithin(limits, (content) => content.type === 'template'),
  connecting: { loginOf, readAccount, subscribe },
  whyNotSendable,
  send,
  // No posts, and nothing that was sent can be read again: statuses tell, or nobody (meta-platform.md 5).
}

export const whatsapp: Installed = {
  channel,
  readers: [{ object: 'whatsapp_business_account', readPart }, permissionsReader(channel.name)],
  sentences,
}
