import type { Channel } from '../../model/channel.ts'
import type { PartReader } from '../meta/envelope.ts'
import { timesWithin } from '../meta/whyNotNow.ts'
import { contents, limits, rates, readBackRate } from './limits.ts'
import { lookUps } from './lookUps.ts'
import { loginOf } from './loginOf.ts'
import { readPart } from './read.ts'
import { readAccount } from './readAccount.ts'
import { readBack } from './readBack.ts'
import { readMedia } from './readMedia.ts'
import { send } from './send.ts'
import { subscribe } from './subscribe.ts'
import { whyNotSayable } from './whyNotSayable.ts'

/** Instagram behind the one shape that all channels have, with either login (meta-platform.md 2.8). */
const channel: Channel = {
  name: 'instagram',
  limits,
  rates,
  contents,
  ...timesWithin(limits),
  loginOf,
  whyNotSayable,
  send,
  readAccount,
  subscribe,
  readMedia,
  readBack,
  readBackRate,
  lookUps,
}

/** What this folder gives to the house: the channel, and who reads webhooks whose `object` is `instagram`. */
export const instagram: PartReader & { channel: Channel } = {
  channel,
  object: 'instagram',
  readPart: (part, receivedAt) => [readPart(part, receivedAt)],
}
