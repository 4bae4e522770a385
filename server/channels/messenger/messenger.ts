import type { Channel } from '../../model/channel.ts'
import type { Installed } from '../meta/envelope.ts'
import { facebookLogin } from '../meta/login/facebookLogin.ts'
import { permissionsReader } from '../meta/readPermissions.ts'
import { timesWithin } from '../meta/whyNotNow.ts'
import { comments } from './comments.ts'
import { connecting } from './connecting.ts'
import { entryPoints } from './entryPoints.ts'
import { history } from './history.ts'
import { leads } from './leads.ts'
import { contents, limits, rates, readBackRate } from './limits.ts'
import { links } from './links.ts'
import { listPosts } from './listPosts.ts'
import { lookUps } from './lookUps.ts'
import { presenceBy } from '../meta/messaging/presenceBy.ts'
import { readGraph } from './readGraph.ts'
import { readPart } from './read.ts'
import { readBack } from './readBack.ts'
import { send } from './send.ts'
import { sentences } from './sentences.ts'
import { setUp } from './setUp.ts'
import { whyNotSendable } from './whyNotSendable.ts'

/** Facebook Pages: their conversations in Messenger, the comments under their posts, and their lead ads. */
const channel: Channel = {
  name: 'messenger',
  title: 'Messenger',
  triggers: ['comment', 'message', 'postback'],
  limits,
  rates,
  contents,
  // 13.2, row 2.27: outside the window utility templates only.
  ...timesWithin(limits, (content) => content.type === 'template'),
  connecting,
  whyNotSendable,
  send,
  posts: { list: listPosts },
  readBack: { rate: readBackRate, read: readBack },
  history,
  lookUps,
  leads,
  links,
  setUp,
  entryPoints,
  comments,
  presence: presenceBy(readGraph, limits.windowMs),
}

export const messenger: Installed = {
  channel,
  readers: [{ object: 'page', readPart: (part, receivedAt) => [readPart(part, receivedAt)] }, permissionsReader(channel.name)],
  sentences,
  logins: [facebookLogin],
}
